/** For users: a TaggerModel goes out as weights that Keras loads, and as the Python source of the model that they belong to. */
@NullMarked
package dev.fastener.convert.export;

import org.jspecify.annotations.NullMarked;
