package dev.fastener.app.convert;

import java.util.List;
import java.util.StringJoiner;

/** The lines of Python that record a source: texts, their ids and whatever its predict gives, several outputs and tags too. */
final class Recorder {
    private static final String LINES = """
            import numpy as np
            # in the Python program that serves the model: it has built it, loaded its weights, and makes ids of texts
            texts = [...]                        # 64 as they come: with unknown characters, Latin, spaces, and some too long
            x = %s# padded ids, by your service's own code
            y = model.predict(x)                 # its scores, or the tags of its CRF layer
            y = y if isinstance(y, (list, tuple)) else [y]
            np.savez("io.npz", texts=np.array(texts), %s, **{f"y{i}": np.asarray(a) for i, a in enumerate(y)})
            """;

    private Recorder() {}

    /** To be run where the model is, and the code that makes ids of a text. */
    static String lines() {
        return lines(List.of("ids"));
    }

    /** The same for a source of these inputs. */
    static String lines(List<String> inputs) {
        if (inputs.size() == 1) {
            return LINES.formatted("encode(texts)                    ", "ids=x");
        }
        StringJoiner rows = new StringJoiner(", ", "[", "]");
        StringJoiner arrays = new StringJoiner(", ");
        for (String input : inputs) {
            rows.add(input + "(texts)");
            arrays.add(input + "=x[" + inputs.indexOf(input) + "]");
        }
        return LINES.formatted(rows + "   ", arrays);
    }
}
