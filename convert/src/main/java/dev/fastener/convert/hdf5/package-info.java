/** For the containers: an HDF5 file's bytes in, its groups, text attributes and tensors out, in memory bounded by the file's length. */
@NullMarked
package dev.fastener.convert.hdf5;

import org.jspecify.annotations.NullMarked;
