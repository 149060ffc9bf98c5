package dev.fastener.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import dev.fastener.engine.EngineException;
import java.util.List;
import java.util.Locale;

/** ONNX Runtime's native library: what of it is there. Thread-safe. */
public final class OnnxRuntime {
    private OnnxRuntime() {}

    /**
     * Version of the native library, as "1.29.0".
     *
     * @throws EngineException where it can't be loaded
     */
    public static String version() {
        return environment().getVersion();
    }

    /**
     * Providers of the artifact on the class path, as {@link OnnxRuntimeOptions#device()} takes them: "cpu", "cuda". That
     * one is listed doesn't mean that its driver and its libraries are there.
     *
     * @throws EngineException where the native library can't be loaded
     */
    public static List<String> providers() {
        environment();
        return OrtEnvironment.getAvailableProviders().stream()
                .map(OnnxRuntime::name)
                .sorted()
                .toList();
    }

    static String name(OrtProvider provider) {
        return provider.name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    /** The one environment of the process; its log says only what an exception says too, so it is switched off. */
    static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "fastener");
        } catch (LinkageError | IllegalStateException e) {
            throw new EngineException(
                    "ONNX Runtime's native library can't be loaded: it is unpacked into the temporary folder, "
                            + System.getProperty("java.io.tmpdir")
                            + ", which must be writable, have 50 MB of room and allow programs to be run from it; "
                            + "name another by -Djava.io.tmpdir=FOLDER, or use the engine of core, which needs none ("
                            + rootCause(e) + ")",
                    e);
        }
    }

    private static String rootCause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
