/** For users: the engine that runs a model on ONNX Runtime, on a CPU or on an accelerator. */
@NullMarked
package dev.fastener.onnxruntime;

import org.jspecify.annotations.NullMarked;
