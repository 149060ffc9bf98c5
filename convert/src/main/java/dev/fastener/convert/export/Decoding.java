package dev.fastener.convert.export;

import dev.fastener.convert.Tensor;
import dev.fastener.model.Head;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import dev.fastener.scheme.Constraints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The head of a model: arrays for the file, and Python that decodes with them as {@link dev.fastener.decode.Decoder} does. */
final class Decoding {
    /** The group of the arrays, with the names of tensorflow_addons' CRF layer. */
    static final String GROUP = "crf";

    private static final String ARGMAX = """
            def decode(scores, crf):
                \"""The best tag of each step; scores [steps, tags].\"""
                return scores.argmax(axis=1).tolist()
            """;

    private static final String BEST_PATH = """
            def best_path(scores, moves, start, end):
                \"""The best path (Viterbi 1967) and its score; scores [steps, tags], moves [from, to].\"""
                best, origins = scores[0] + start, []
                for row in scores[1:]:
                    ways = best[:, None] + moves
                    origins.append(ways.argmax(axis=0))
                    best = ways.max(axis=0) + row
                best = best + end
                path = [int(best.argmax())]
                for origin in reversed(origins):
                    path.append(int(origin[path[-1]]))
                return path[::-1], best.max()
            """;

    private static final String VITERBI = """
            def decode(scores, crf):
                \"""The best path; scores [steps, tags].\"""
                %spath, score = best_path(scores, crf["moves"], crf["start"], crf["end"])
                if score == -np.inf:  # nothing is legal
                    path, _ = best_path(scores, crf["free_moves"], crf["free_start"], crf["free_end"])
                return path
            """;

    private static final String VITERBI_BEYOND = """
            def decode(scores, crf):
                \"""The path of keras_contrib's CRF without a mask, which looks one step beyond the last.\"""
                path = [0]
                for _ in range(2):
                    path, _ = best_path(scores, crf["moves"], crf["start"], crf["end"] + crf["moves"][:, path[-1]])
                return path
            """;

    private static final String LOG_SUM = """
            def log_sum(values):
                \"""log(sum(exp(values))) over the first axis.\"""
                peak = values.max(axis=0)
                peak = np.where(np.isfinite(peak), peak, 0.0)
                with np.errstate(divide="ignore"):
                    return peak + np.log(np.exp(values - peak).sum(axis=0))
            """;

    private static final String MARGINAL = """
            def marginals(scores, moves, start, end):
                \"""Logarithms of the marginals, but for a constant; scores [steps, tags].\"""
                forward, backward = [scores[0] + start], [end]
                for row in scores[1:]:
                    forward.append(row + log_sum(forward[-1][:, None] + moves))
                for row in scores[:0:-1]:
                    backward.append(log_sum((row + backward[-1])[:, None] + moves.T))
                return np.stack(forward) + np.stack(backward[::-1])

            def decode(scores, crf):
                \"""The most probable tag of each step; scores [steps, tags].\"""
                found = marginals(scores, crf["moves"], crf["start"], crf["end"])
                if found[0].max() == -np.inf:  # nothing is legal
                    found = marginals(scores, crf["free_moves"], crf["free_start"], crf["free_end"])
                return found.argmax(axis=1).tolist()
            """;

    private static final String MARGINAL_KERAS_CONTRIB = """
            def decode(scores, crf):
                \"""The tags of keras_contrib's CRF in its marginal mode; scores [steps, tags].\"""
                scores = scores.copy()
                scores[0] += crf["start"]
                scores[-1] += crf["end"]
                found = scores.copy()
                for order in (range(len(scores)), range(len(scores) - 1, -1, -1)):
                    sums = np.zeros(scores.shape[1])
                    for step in order:
                        found[step] -= sums
                        sums = log_sum((sums + scores[step])[:, None] + crf["moves"])
                return found.argmax(axis=1).tolist()
            """;

    private final Head head;
    private final TagSet tags;
    private final boolean logarithms;

    Decoding(TaggerModel model) {
        head = model.head();
        tags = model.tags();
        logarithms = head.decoding() == Head.Decoding.ARGMAX
                && model.signature() != null
                && model.signature().probabilities();
    }

    /** Whether the file has arrays of it. */
    boolean hasArrays() {
        return head.decoding() != Head.Decoding.ARGMAX || head.constrained();
    }

    /** Empty where each step takes its best tag. */
    KerasWeights arrays() {
        int size = tags.size();
        Transitions scores = head.decoding() == Head.Decoding.ARGMAX ? null : head.transitions();
        List<Tensor> arrays = new ArrayList<>();
        if (scores != null) {
            arrays.add(KerasWeights.tensor(GROUP, "transitions", scores.scores().values(), size, size));
            arrays.add(KerasWeights.tensor(GROUP, "left_boundary", scores.start(), size));
            arrays.add(KerasWeights.tensor(GROUP, "right_boundary", scores.end(), size));
        }
        return new KerasWeights(GROUP, arrays);
    }

    /** What the tag scheme allows, as lists in the Python source; empty where all is. */
    String constraints() {
        if (!head.constrained()) {
            return "";
        }
        Constraints allowed = Constraints.of(tags.format().scheme(), tags.meanings());
        int size = tags.size();
        StringBuilder text = new StringBuilder();
        text.append(
                "# What the tag scheme allows, 1 for yes: moves from a tag (line) to a tag, tags at the start, at the end.\n");
        text.append("MAY_FOLLOW = [\n");
        boolean[] moves = allowed.transitions();
        for (int from = 0; from < size; from++) {
            text.append("    ")
                    .append(bits(Arrays.copyOfRange(moves, from * size, (from + 1) * size)))
                    .append(",\n");
        }
        text.append("]\nMAY_START = ").append(bits(allowed.starts()));
        return text.append("\nMAY_END = ")
                .append(bits(allowed.ends()))
                .append("\n")
                .toString();
    }

    private static String bits(boolean[] values) {
        StringBuilder bits = new StringBuilder("\"");
        for (boolean value : values) {
            bits.append(value ? '1' : '0');
        }
        return bits.append('"').toString();
    }

    /** Lines of the function {@code load} that make the dictionary {@code crf} of the open file {@code file}. */
    String loading() {
        if (!hasArrays()) {
            return "    crf = {}\n";
        }
        boolean independent = head.decoding() == Head.Decoding.ARGMAX;
        StringBuilder text = new StringBuilder();
        if (independent) {
            text.append("    none = np.zeros(len(TAGS))\n");
            text.append("    crf = {\"moves\": none + none[:, None], \"start\": none, \"end\": none}\n");
        } else {
            text.append("    with h5py.File(path, \"r\") as file:\n");
            text.append(
                    "        names = {\"moves\": \"transitions\", \"start\": \"left_boundary\", \"end\": \"right_boundary\"}\n");
            text.append("        crf = {key: file[\"crf/crf\"][name + \":0\"][:].astype(\"float64\")"
                    + " for key, name in names.items()}\n");
        }
        if (usesPathsOfAll()) {
            text.append("    crf.update({\"free_\" + key: value for key, value in crf.items()})\n");
        }
        if (head.constrained()) {
            text.append("    allowed = {\"moves\": MAY_FOLLOW, \"start\": MAY_START, \"end\": MAY_END}\n");
            text.append("    for key, bits in allowed.items():\n");
            text.append("        ones = np.array([[c == \"1\" for c in row] for row in bits])\n");
            text.append("        crf[key] = np.where(ones.reshape(crf[key].shape), crf[key], -np.inf)\n");
        }
        return text.toString();
    }

    private boolean usesPathsOfAll() {
        return head.constrained()
                || head.decoding() == Head.Decoding.VITERBI
                || head.decoding() == Head.Decoding.MARGINAL;
    }

    /** The function {@code decode} and what it calls. */
    String functions() {
        Head.Decoding rule = head.decoding();
        if (head.constrained()) {
            rule = rule.name().startsWith("MARGINAL") ? Head.Decoding.MARGINAL : Head.Decoding.VITERBI;
        }
        return switch (rule) {
            case ARGMAX -> ARGMAX;
            case VITERBI ->
                BEST_PATH
                        + "\n\n"
                        + VITERBI.formatted(
                                logarithms
                                        ? "scores = np.log(np.maximum(scores, np.finfo(\"float32\").tiny))\n    "
                                        : "");
            case VITERBI_KERAS_CONTRIB -> BEST_PATH + "\n\n" + VITERBI_BEYOND;
            case MARGINAL -> LOG_SUM + "\n\n" + MARGINAL.replace("\n\ndef decode", "\n\n\ndef decode");
            case MARGINAL_KERAS_CONTRIB -> LOG_SUM + "\n\n" + MARGINAL_KERAS_CONTRIB;
        };
    }
}
