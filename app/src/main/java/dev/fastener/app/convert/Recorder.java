package dev.fastener.app.convert;

/** The lines of Python that record a source. */
final class Recorder {
    private Recorder() {}

    /** To be run where the model and some padded rows of ids are. */
    static String lines() {
        return """
                import numpy as np
                x = x_dev[:64]                       # padded ids, as the model gets them
                np.savez("io.npz", ids=x, outputs=model.predict(x))
                """;
    }
}
