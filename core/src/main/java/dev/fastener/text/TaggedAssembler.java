package dev.fastener.text;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.IllegalTagListener;
import dev.fastener.scheme.SchemeDetector;
import dev.fastener.scheme.SpanReader;
import java.util.List;
import java.util.function.Consumer;

/** Makes labelled sentences of tagged ones: joins the tokens, reads the spans, notes what is odd. */
final class TaggedAssembler {
    private final SchemeDetector labels;
    private final SpanReader spans;
    private final boolean spaceBetween;
    private final boolean stripSegmentation;
    private final CorpusProblems problems;
    private final Consumer<LabelledSentence> target;
    private final SegmentationDigits digits = new SegmentationDigits();
    private final StringBuilder text = new StringBuilder();
    private int[] path = new int[256];
    /** Type of the entity that the sentence before left open at its end; empty where there is none. */
    private String leftOpen = "";

    TaggedAssembler(
            SchemeDetector labels,
            CorpusLayout layout,
            boolean stripSegmentation,
            CorpusProblems problems,
            Consumer<LabelledSentence> target) {
        this.labels = labels;
        spans = SpanReader.of(labels.labels(), layout.tagFormat());
        spaceBetween = layout.unit().isWord();
        this.stripSegmentation = stripSegmentation;
        this.problems = problems;
        this.target = target;
    }

    void accept(TaggedSentence sentence) {
        int length = sentence.size();
        if (path.length < length) {
            path = new int[2 * length];
        }
        int[] starts = new int[length];
        int[] ends = new int[length];
        text.setLength(0);
        digits.reset();
        for (int i = 0; i < length; i++) {
            path[i] = labels.id(sentence.label(i));
            if (i > 0 && spaceBetween) {
                text.append(' ');
            }
            append(sentence, i, starts, ends);
        }
        String joined = text.toString();
        List<EntitySpan> entities = spans.read(path, 0, length);
        noteIllegalTags(sentence, joined, starts, ends, entities);
        target.accept(new LabelledSentence(joined, starts, ends, entities, sentence.line()));
    }

    private void append(TaggedSentence sentence, int i, int[] starts, int[] ends) {
        String token = sentence.token(i);
        if (sentence.isMissing(i)) {
            note(ProblemKind.MISSING_TOKEN, sentence, i, "");
        } else if (stripSegmentation) {
            String stripped = digits.strip(token);
            if (stripped == null) {
                note(ProblemKind.NO_SEGMENTATION_DIGIT, sentence, i, token);
            } else {
                token = stripped;
            }
        }
        if (!sentence.isMissing(i)) {
            noteReplacementCharacters(sentence, i, token);
        }
        int from = 0;
        int to = token.length();
        if (Chars.isWhiteSpace(token.charAt(0)) || Chars.isWhiteSpace(token.charAt(to - 1))) {
            if (Chars.isBlank(token)) {
                note(ProblemKind.BLANK_TOKEN, sentence, i, token);
            } else {
                note(ProblemKind.PADDED_TOKEN, sentence, i, token);
                while (Chars.isWhiteSpace(token.charAt(from))) {
                    from++;
                }
                while (Chars.isWhiteSpace(token.charAt(to - 1))) {
                    to--;
                }
            }
        }
        starts[i] = text.length() + from;
        ends[i] = text.length() + to;
        text.append(token);
    }

    private void note(ProblemKind kind, TaggedSentence sentence, int i, String token) {
        problems.add(kind, sentence.file(), sentence.line(i), "token " + Excerpt.of(token));
    }

    private void noteReplacementCharacters(TaggedSentence sentence, int i, String token) {
        for (int at = token.indexOf('\ufffd'); at >= 0; at = token.indexOf('\ufffd', at + 1)) {
            note(ProblemKind.REPLACEMENT_CHARACTER, sentence, i, token);
        }
    }

    private void noteIllegalTags(
            TaggedSentence sentence, String joined, int[] starts, int[] ends, List<EntitySpan> entities) {
        int length = sentence.size();
        String openBefore = leftOpen;
        leftOpen = "";
        spans.findIllegal(path, 0, length, (token, before, found, kind) -> {
            String after = before.isEmpty() ? "at the start of the sentence" : "after \"" + before + "\"";
            String detail = token == length
                    ? "\"" + before + "\" at the end of the sentence"
                    : "\"" + found + "\" " + after + ", token " + (token + 1) + " of " + length;
            problems.add(ProblemKind.ILLEGAL_TAG, sentence.file(), sentence.line(token), detail);
            if (token == 0 && kind == IllegalTagListener.Kind.NOTHING_TO_CONTINUE) {
                EntitySpan first = entities.get(0);
                if (first.type().equals(openBefore)) {
                    problems.add(
                            ProblemKind.CUT_ENTITY,
                            sentence.file(),
                            sentence.line(),
                            "the " + openBefore + " that the sentence before leaves open goes on here: "
                                    + Excerpt.of(joined.substring(starts[0], ends[first.end() - 1])));
                }
            }
            if (token == length && kind == IllegalTagListener.Kind.NOT_CLOSED) {
                leftOpen = entities.get(entities.size() - 1).type();
            }
        });
    }
}
