package dev.fastener.quantize;

import dev.fastener.model.Quantization.Precision;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a model get narrow weights.
 *
 * @param precisions by part, as {@link Parts} names it; what isn't here stays fp32
 * @param compact whether the input weights of the first recurrent layer are narrow too; else they stay fp32, which costs
 *     nothing at run time, as they are multiplied with the embedding at load
 * @param sevenBits whether INT8 weights of layers are at most 64 rather than 127: then sums of two products with 8-bit
 *     activations fit into 16 bits, which x86 processors without VNNI need (ONNX Runtime's {@code reduce_range})
 */
public record Plan(SortedMap<String, Precision> precisions, boolean compact, boolean sevenBits) {
    public Plan {
        precisions = Collections.unmodifiableSortedMap(new TreeMap<>(precisions));
    }

    /** All recurrent layers in {@code precision}; compact, everything else in INT8. */
    public static Plan uniform(Parts parts, Precision precision, boolean compact) {
        SortedMap<String, Precision> precisions = new TreeMap<>();
        parts.recurrent().forEach(part -> precisions.put(part, precision));
        if (compact) {
            parts.others().forEach(part -> precisions.put(part, Precision.INT8));
        }
        return new Plan(precisions, compact, false);
    }

    /** Everything in INT8 for ONNX Runtime's dynamic operators. */
    public static Plan dynamic(Parts parts) {
        return new Plan(uniform(parts, Precision.INT8, true).precisions, true, true);
    }

    /** This plan with one part in the next wider precision: INT8 and BF16 become INT16, INT16 becomes fp32. */
    Plan widened(String part) {
        SortedMap<String, Precision> wider = new TreeMap<>(precisions);
        if (wider.remove(part) != Precision.INT16) {
            wider.put(part, Precision.INT16);
        }
        return new Plan(wider, compact, sevenBits);
    }

    /** What a part is stored in; empty for fp32. */
    Optional<Precision> of(String part) {
        return Optional.ofNullable((@Nullable Precision) precisions.get(part));
    }

    /** Parts that are not as in {@code start}, with what they are now: "body.1 in INT16". Empty where there are none. */
    public String differenceFrom(Plan start) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Precision> part : start.precisions.entrySet()) {
            Optional<Precision> now = of(part.getKey());
            if (!now.equals(Optional.of(part.getValue()))) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(part.getKey())
                        .append(" in ")
                        .append(now.map(Precision::name).orElse("FP32"));
            }
        }
        return text.toString();
    }
}
