/** For users: a TaggerModel goes out as one ONNX file and comes back from it bit for bit. */
@NullMarked
package dev.fastener.onnx;

import org.jspecify.annotations.NullMarked;
