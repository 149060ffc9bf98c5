package dev.fastener.text;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.SchemeDetector;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.List;

/** The first reading of a corpus: finds out scheme, token unit and offset rule, in constant memory. */
final class CorpusSurvey implements SentenceSink {
    /** More single characters than this: tokens are characters, written without a space between. */
    private static final double CHARACTERS_SHARE = 0.8;
    /** More longer tokens than this among characters: runs of letters are tokens. */
    private static final double MIXED_SHARE = 0.002;

    private static final double SEGMENTED_SHARE = 0.95;

    private final CorpusOptions options;
    private final SchemeDetector scheme = new SchemeDetector();
    /** By label id: the line where the label stands first. */
    private final List<Long> firstLines = new ArrayList<>();

    private final OffsetDetector offsets;
    private final SegmentationDigits digits = new SegmentationDigits();
    private int[] path = new int[256];
    private long sentences;
    private long tokens;
    private long longTokens;
    /** Tokens that are marks without a letter before them. */
    private long marks;
    /** Tokens of one letter with its marks. */
    private long clusters;
    /** Sentences of words, and those of them that our rules for words cut into the same tokens. */
    private long wordSentences;

    private long reproduced;
    private final Segmenter words = new Segmenter(TextRules.Unit.WORD);
    private final StringBuilder joined = new StringBuilder();
    private long segmented;

    CorpusSurvey(CorpusFormat format, CorpusOptions options) {
        this.options = options;
        offsets = new OffsetDetector(format);
    }

    @Override
    public void tagged(TaggedSentence sentence) {
        sentences++;
        if (path.length < sentence.size()) {
            path = new int[2 * sentence.size()];
        }
        digits.reset();
        long longBefore = longTokens;
        joined.setLength(0);
        for (int i = 0; i < sentence.size(); i++) {
            path[i] = labelId(sentence, i);
            String written = sentence.token(i);
            String stripped = digits.strip(written);
            String token = options.stripSegmentation() && stripped != null ? stripped : written;
            tokens++;
            segmented += stripped == null ? 0 : 1;
            longTokens += isCharacter(token) ? 0 : 1;
            countMarks(token);
            joined.append(i == 0 ? "" : " ").append(token);
        }
        scheme.add(path, sentence.size());
        if (longTokens - longBefore > (1 - CHARACTERS_SHARE) * sentence.size()) {
            wordSentences++;
            reproduced += words.segment(joined).size() == sentence.size() ? 1 : 0;
        }
    }

    private void countMarks(String token) {
        if (!token.isEmpty() && Chars.at(token, 0, token.length()) == Chars.MARK) {
            marks++;
        } else if (token.length() > 1
                && Chars.length(token, 0, token.length()) < token.length()
                && isCharacter(token)) {
            clusters++;
        }
    }

    private int labelId(TaggedSentence sentence, int i) {
        try {
            int id = scheme.id(sentence.label(i));
            if (id == firstLines.size()) {
                firstLines.add(sentence.line(i));
            }
            return id;
        } catch (IllegalArgumentException e) {
            throw new CorpusFormatException(sentence.file(), sentence.line(i), String.valueOf(e.getMessage()));
        }
    }

    private static boolean isCharacter(String token) {
        return token.length() == 1 || Segmenter.character(token, 0, token.length()) == token.length();
    }

    @Override
    public void spanned(SpannedText text) {
        sentences++;
        offsets.add(text);
    }

    @Override
    public void problem(ProblemKind kind, String file, long line, String detail) {}

    /** Sentences and texts seen. */
    long sentences() {
        return sentences;
    }

    /** Tokens whose last digits give their position in the word; 0 where that is chance. */
    long segmentedTokens() {
        return segmented >= SEGMENTED_SHARE * tokens ? segmented : 0;
    }

    SchemeDetector labels() {
        return scheme;
    }

    /** All that was found out. */
    CorpusLayout layout(CorpusFormat format, String name) {
        OffsetRule given = options.offsets();
        OffsetRule rule = given != null ? given : offsets.detect();
        return new CorpusLayout(format, tagFormat(format, name), unit(format), rule, offsets.fitting(rule));
    }

    private TagFormat tagFormat(CorpusFormat format, String name) {
        if (!format.isTagged()) {
            return TagFormat.of(options.scheme() == null ? TagScheme.BIOES : options.scheme());
        }
        try {
            TagScheme forced = options.scheme();
            return forced == null ? scheme.detect() : scheme.detect(forced);
        } catch (IllegalArgumentException e) {
            throw mixed(name, String.valueOf(e.getMessage()));
        }
    }

    /** Says where the tags that {@code reason} quotes stand first. */
    private CorpusFormatException mixed(String name, String reason) {
        List<String> labels = scheme.labels();
        // Behind it stands what tags look like: examples, not tags of this file.
        int expected = reason.indexOf(": expected");
        String found = expected < 0 ? reason : reason.substring(0, expected);
        List<String> places = new ArrayList<>();
        long last = 0;
        for (int id = 0; id < labels.size(); id++) {
            if (found.contains("\"" + labels.get(id) + "\"")) {
                places.add("\"" + labels.get(id) + "\" in line " + firstLines.get(id));
                last = firstLines.get(id);
            }
        }
        return new CorpusFormatException(name, last, reason + "; first seen: " + String.join(", ", places));
    }

    private TextRules.Unit unit(CorpusFormat format) {
        TextRules.Unit given = options.unit();
        if (given != null) {
            return given;
        }
        if (!format.isTagged() || longTokens <= MIXED_SHARE * tokens) {
            // A few marks, of emoji as a rule, make no alphabet.
            boolean ofMarks = marks > clusters && marks > MIXED_SHARE * tokens;
            return ofMarks ? TextRules.Unit.CODE_POINT : TextRules.Unit.CHARACTER;
        }
        if (longTokens <= (1 - CHARACTERS_SHARE) * tokens) {
            return TextRules.Unit.MIXED;
        }
        return 2 * reproduced >= wordSentences ? TextRules.Unit.WORD : TextRules.Unit.SEPARATED;
    }
}
