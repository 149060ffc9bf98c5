package dev.fastener.convert.crf;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.model.Activation;
import java.util.Map;

/**
 * A CRF layer as its file has it.
 *
 * @param masked whether a mask reaches the layer
 */
record CrfSource(String layer, Map<String, Object> config, CrfWeights weights, boolean masked) {
    boolean has(String key) {
        return config.containsKey(key);
    }

    /** The value of {@code key}, or {@code otherwise} where the configuration lacks it, which is the library's default. */
    String string(String key, String otherwise) {
        Object value = config.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong(key, "expected a string, found " + value);
    }

    /** A dense projection is part of the layer where it has a kernel, and so on: the configuration must say the same. */
    void requireFlag(String key, boolean found) {
        if (config.get(key) instanceof Boolean said && said != found) {
            throw wrong(key, "expected " + found + " as the weights " + weights.names() + " have it, found " + said);
        }
    }

    /** The library's own count of tags must be that of the weights. */
    void requireUnits(int tags) {
        if (config.get("units") instanceof Number units && units.intValue() != tags) {
            throw wrong("units", "expected " + tags + " as the weights have it, found " + units);
        }
    }

    /** Whether the layer looks for the path with the most or with the least. */
    Fact sign(String scoresOrEnergies, Origin origin) {
        return new Fact(Fact.CRF_SIGN, scoresOrEnergies, origin);
    }

    /** An odd function, for which -f(x) = f(-x), so that signs can change before it. */
    Activation oddActivation() {
        String activation = string("activation", "linear");
        return switch (activation) {
            case "linear" -> Activation.LINEAR;
            case "tanh" -> Activation.TANH;
            default -> throw wrong("activation", "expected linear or tanh, found " + activation);
        };
    }

    Fact read(String what, String value) {
        return new Fact(what + " of " + layer, value, Origin.READ);
    }

    Fact assumed(String what, String value) {
        return new Fact(what + " of " + layer, value, Origin.ASSUMED);
    }

    ConversionException wrong(String key, String reason) {
        return new ConversionException("layer " + layer + ", " + key + ": " + reason);
    }
}
