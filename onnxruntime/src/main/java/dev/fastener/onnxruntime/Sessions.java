package dev.fastener.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.fastener.engine.CpuQuota;
import dev.fastener.engine.EngineException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;

/** Makes ONNX Runtime's sessions from our options. */
final class Sessions {
    private Sessions() {}

    static OrtSession open(byte[] file, OnnxRuntimeOptions options) {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (SessionOptions settings = settings(options)) {
            return environment.createSession(file, settings);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime " + environment.getVersion() + " refuses the model: " + line(e), e);
        }
    }

    /** First line of the message; ONNX Runtime's go on with where in its source they were made. */
    static String line(OrtException e) {
        String message = e.getMessage();
        return message == null
                ? e.getCode().toString()
                : message.lines().findFirst().orElse("");
    }

    private static SessionOptions settings(OnnxRuntimeOptions options) throws OrtException {
        SessionOptions settings = new SessionOptions();
        settings.setIntraOpNumThreads(
                options.threads() > 0 ? options.threads() : CpuQuota.read().threads());
        settings.setOptimizationLevel(
                switch (options.optimization()) {
                    case NONE -> SessionOptions.OptLevel.NO_OPT;
                    case BASIC -> SessionOptions.OptLevel.BASIC_OPT;
                    case EXTENDED -> SessionOptions.OptLevel.EXTENDED_OPT;
                    case ALL -> SessionOptions.OptLevel.ALL_OPT;
                });
        settings.setExecutionMode(
                options.execution() == OnnxRuntimeOptions.Execution.PARALLEL
                        ? SessionOptions.ExecutionMode.PARALLEL
                        : SessionOptions.ExecutionMode.SEQUENTIAL);
        // Threads that spin after a run take CPU time from whoever comes next, and from the quota.
        String spinning = options.spinning() ? "1" : "0";
        settings.addConfigEntry("session.intra_op.allow_spinning", spinning);
        settings.addConfigEntry("session.inter_op.allow_spinning", spinning);
        settings.addConfigEntry("session.force_spinning_stop", "1");
        // The arena keeps the most that any shape ever needed, and a memory pattern is kept for each shape:
        // with sentences of all lengths both only grow.
        settings.setCPUArenaAllocator(false);
        settings.setMemoryPatternOptimization(false);
        addProvider(settings, options.device());
        return settings;
    }

    private static void addProvider(SessionOptions settings, String device) throws OrtException {
        String[] parts = device.toLowerCase(Locale.ROOT).split(":", 2);
        int number = number(device, parts);
        EnumSet<OrtProvider> available = OrtEnvironment.getAvailableProviders();
        OrtProvider provider = null;
        for (OrtProvider candidate : OrtProvider.values()) {
            if (OnnxRuntime.name(candidate).equals(parts[0])) {
                provider = candidate;
            }
        }
        if (provider == null || !available.contains(provider)) {
            throw unavailable(device, provider == OrtProvider.CUDA);
        }
        try {
            switch (provider) {
                case CPU -> settings.addCPU(false);
                case CUDA -> {
                    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(number)) {
                        // As on the CPU: shapes vary, so the arena takes what is asked for and not the next power of
                        // two.
                        cuda.add("arena_extend_strategy", "kSameAsRequested");
                        settings.addCUDA(cuda);
                    }
                }
                case TENSOR_RT -> settings.addTensorrt(number);
                case ROCM -> settings.addROCM(number);
                case DIRECT_ML -> settings.addDirectML(number);
                case DNNL -> settings.addDnnl(false);
                case OPEN_VINO -> settings.addOpenVINO("CPU");
                case XNNPACK -> settings.addXnnpack(Map.of());
                case CORE_ML -> settings.addCoreML();
                case QNN -> settings.addQnn(Map.of());
                case WEBGPU -> settings.addWebGPU(Map.of());
                case ACL -> settings.addACL(false);
                case NNAPI -> settings.addNnapi();
                default -> throw unavailable(device, false);
            }
        } catch (OrtException e) {
            String libraries = provider == OrtProvider.CUDA
                    ? ": it needs an NVIDIA driver, CUDA and cuDNN in the versions that ONNX Runtime "
                            + OnnxRuntime.version() + " was built for, on the library path"
                    : "";
            throw new EngineException("device " + device + " can't be used" + libraries + " (" + line(e) + ")", e);
        }
    }

    private static int number(String device, String[] parts) {
        if (parts.length == 1) {
            return 0;
        }
        if (!parts[1].matches("[0-9]{1,4}")) {
            throw new EngineException("device: expected a name and a number as cuda:0, found " + device, null);
        }
        return Integer.parseInt(parts[1]);
    }

    private static EngineException unavailable(String device, boolean cuda) {
        String advice = cuda
                ? "; CUDA is in the artifact com.microsoft.onnxruntime:onnxruntime_gpu, which takes the place of "
                        + "onnxruntime on the class path (./fastener --gpu does so), and needs an NVIDIA driver, CUDA "
                        + "and cuDNN"
                : "";
        return new EngineException(
                "device " + device + ": the ONNX Runtime " + OnnxRuntime.version() + " on the class path has only "
                        + String.join(", ", OnnxRuntime.providers()) + advice,
                null);
    }
}
