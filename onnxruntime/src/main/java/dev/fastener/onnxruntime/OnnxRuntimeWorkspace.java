package dev.fastener.onnxruntime;

import dev.fastener.engine.Workspace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Memory outside the heap that ONNX Runtime reads and writes in place; grows to the largest group seen. */
final class OnnxRuntimeWorkspace implements Workspace {
    private final ByteBuffer[] inputs;
    private ByteBuffer output = allocate(0);

    OnnxRuntimeWorkspace(int features) {
        inputs = new ByteBuffer[features];
        for (int f = 0; f < features; f++) {
            inputs[f] = allocate(0);
        }
    }

    /** Room for {@code count} ids of {@code feature}. */
    IntBuffer input(int feature, int count) {
        inputs[feature] = grown(inputs[feature], 4L * count);
        return inputs[feature].asIntBuffer().limit(count);
    }

    /** Room for {@code count} emissions. */
    FloatBuffer output(int count) {
        output = grown(output, 4L * count);
        return output.asFloatBuffer().limit(count);
    }

    @Override
    public void close() {
        // Direct memory has no close: what nobody holds is freed by the garbage collector.
        for (int f = 0; f < inputs.length; f++) {
            inputs[f] = allocate(0);
        }
        output = allocate(0);
    }

    private static ByteBuffer grown(ByteBuffer buffer, long bytes) {
        // Half as much again, so that slowly growing batches don't allocate each time.
        return buffer.capacity() >= bytes ? buffer : allocate(Math.min(bytes + bytes / 2, Integer.MAX_VALUE - 8));
    }

    private static ByteBuffer allocate(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }
}
