package dev.fastener.app.quantize;

import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import dev.fastener.onnxruntime.OnnxRuntimeOptions.Weights;

/** What will run the file: it decides how the file is written, too. */
enum Runner {
    FASTENER {
        @Override
        Engine open(TaggerModel model, int threads) {
            return Engines.fastest(model, EngineOptions.forBulk().withThreads(threads));
        }

        @Override
        byte[] file(TaggerModel model) {
            return OnnxWriter.toBytes(model);
        }
    },
    ONNXRUNTIME {
        @Override
        Engine open(TaggerModel model, int threads) {
            return OnnxRuntimeEngine.open(
                    model, OnnxRuntimeOptions.defaults().withThreads(threads).withWeights(Weights.DYNAMIC_INT8));
        }

        @Override
        byte[] file(TaggerModel model) {
            return OnnxWriter.toDynamicallyQuantizedBytes(model);
        }
    };

    /** @param threads 0 for as many as the machine allows */
    abstract Engine open(TaggerModel model, int threads);

    abstract byte[] file(TaggerModel model);
}
