package dev.fastener.convert.keras;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a recurrent layer, Bidirectional and TimeDistributed pass on the mask that reached them. Which it is depends on the
 * Keras that runs a model, not on the one that wrote its file; only where the file holds a mask as an argument of a call, as
 * functional models of later Keras 3 do, both give the same.
 */
enum MaskRule {
    /** Keras until 3.15. */
    PASSED_ON("passed on by recurrent layers and TimeDistributed, as Keras before 3.16 has it"),
    /** Keras 3.16 and later: layers after them see the pads, unless they are given a mask. */
    DROPPED("dropped after recurrent layers and TimeDistributed, as Keras 3.16 and later have it");

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\b.*");

    final String words;

    MaskRule(String words) {
        this.words = words;
    }

    /** That of the Keras called {@code version}; the older one where it is empty. */
    static MaskRule of(String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            return PASSED_ON;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major > 3 || major == 3 && Integer.parseInt(numbers.group(2)) >= 16 ? DROPPED : PASSED_ON;
    }
}
