package dev.fastener.app.tag;

import dev.fastener.Tagger;
import dev.fastener.TaggerOptions;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which engine runs a model, as options of a command. */
public final class ModelOptions {
    private enum EngineName {
        CORE,
        ONNXRUNTIME
    }

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "core",
            description = "core (the default) or onnxruntime.")
    private EngineName engine = EngineName.CORE;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "Of ONNX Runtime: cpu (the default), cuda, cuda:1, or another provider that \"fastener doctor\""
                            + " lists. CUDA needs \"fastener --gpu\".")
    private @Nullable String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads; 0 (the default) for as many as the machine or its quota allows.")
    private int threads;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "Of the core engine's recurrent weights: fp32, int16, bf16 or int8; auto (the default) for what"
                            + " the model holds.")
    private String precision = "auto";

    /** Reads a model and starts the engine that was asked for. */
    OpenModel open(Path file, boolean confidences) throws IOException {
        if (threads < 0) {
            throw new IllegalArgumentException("--threads: expected at least 0, found " + threads);
        }
        TaggerOptions options = TaggerOptions.defaults().withThreads(threads).withConfidences(confidences);
        byte[] bytes = OnnxReader.bytes(file);
        TaggerModel model = OnnxReader.read(bytes, file.toString());
        if (!OnnxReader.hasChecksum(bytes, file.toString())) {
            System.err.println("fastener: " + file + " holds no checksum, as it is of an earlier version: damage to its"
                    + " weights can't be noticed");
        }
        return new OpenModel(model, Tagger.of(model, engine(file, model), options));
    }

    private Engine engine(Path file, TaggerModel model) throws IOException {
        if (engine == EngineName.CORE) {
            if (device != null && !device.equals("cpu")) {
                throw new IllegalArgumentException(
                        "--device " + device + ": the core engine runs on the CPU alone; add --engine onnxruntime");
            }
            return Engines.fastest(
                    model, EngineOptions.forBulk().withThreads(threads).withPrecision(precision()));
        }
        if (precision() != Precision.AUTO) {
            throw new IllegalArgumentException(
                    "--precision " + precision + ": only the core engine chooses; leave out --engine "
                            + engine.name().toLowerCase(Locale.ROOT));
        }
        OnnxRuntimeOptions options = OnnxRuntimeOptions.defaults().withThreads(threads);
        return OnnxRuntimeEngine.open(file, device == null ? options : options.withDevice(device));
    }

    private Precision precision() {
        try {
            return Precision.of(precision);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + e.getMessage(), e);
        }
    }

    /** A model and a tagger that runs it. */
    record OpenModel(TaggerModel model, Tagger tagger) implements AutoCloseable {
        @Override
        public void close() {
            tagger.close();
        }
    }
}
