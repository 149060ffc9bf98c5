package dev.fastener.app.convert;

import java.util.List;
import java.util.StringJoiner;

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

    /** The same for a source of these inputs. */
    static String lines(List<String> inputs) {
        if (inputs.size() == 1) {
            return lines();
        }
        StringJoiner rows = new StringJoiner(", ", "x = [", "]");
        StringJoiner arrays = new StringJoiner(", ");
        for (String input : inputs) {
            rows.add(input + "_dev[:64]");
            arrays.add(input + "=x[" + inputs.indexOf(input) + "]");
        }
        return """
                import numpy as np
                %s       # padded ids of each input
                np.savez("io.npz", %s, outputs=model.predict(x))
                """.formatted(rows, arrays);
    }
}
