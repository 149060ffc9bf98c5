/** ONNX files that other programs wrote come in, a source file goes out, or the first node that is of another family. */
@NullMarked
package dev.fastener.convert.onnx;

import org.jspecify.annotations.NullMarked;
