package dev.fastener.text;

import java.util.ArrayList;
import java.util.List;

/** Finds out how a file counts its spans: the rule by which most spans cut out the surface that is given for them. */
final class OffsetDetector {
    private final List<OffsetRule> rules = new ArrayList<>();
    private final long[] fitting;

    /** The usual rule of {@code format} wins a tie. */
    OffsetDetector(CorpusFormat format) {
        OffsetRule usual = new OffsetRule(OffsetRule.Unit.CODE_POINT, format == CorpusFormat.CLUENER);
        rules.add(usual);
        OffsetRule.ALL.stream().filter(rule -> !rule.equals(usual)).forEach(rules::add);
        fitting = new long[rules.size()];
    }

    void add(SpannedText text) {
        if (text.spans().stream().allMatch(span -> span.surface() == null)) {
            return;
        }
        for (int r = 0; r < rules.size(); r++) {
            OffsetRule rule = rules.get(r);
            int[] positions = rule.positions(text.text());
            for (CharSpan span : text.spans()) {
                if (fits(text.text(), positions, rule.inclusive(), span)) {
                    fitting[r]++;
                }
            }
        }
    }

    /** Whether the text at {@code span} is its surface; a line break may be given as a space. */
    static boolean fits(String text, int[] positions, boolean inclusive, CharSpan span) {
        String surface = span.surface();
        long end = inclusive ? span.end() + 1 : span.end();
        if (surface == null || span.start() < 0 || end >= positions.length || span.start() >= end) {
            return false;
        }
        int from = positions[(int) span.start()];
        int to = positions[(int) end];
        return to - from == surface.length()
                && (text.startsWith(surface, from)
                        || spaced(text.substring(from, to)).equals(spaced(surface)));
    }

    private static String spaced(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    OffsetRule detect() {
        int best = 0;
        for (int r = 1; r < fitting.length; r++) {
            if (fitting[r] > fitting[best]) {
                best = r;
            }
        }
        return rules.get(best);
    }

    long fitting(OffsetRule rule) {
        return fitting[rules.indexOf(rule)];
    }
}
