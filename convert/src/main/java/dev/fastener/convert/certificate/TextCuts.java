package dev.fastener.convert.certificate;

import dev.fastener.convert.Fact;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a model cuts text into steps: part of what its source does, and shown step by step.
 *
 * @param proof how far the comparison with the source goes
 * @param rule how the text is cut, and how that is known
 * @param sentences cut by the rule
 */
public record TextCuts(Proof proof, Fact rule, List<Sentence> sentences) {
    /** How far a comparison goes. */
    public enum Proof {
        /** The source's ids went in. */
        IDS_TO_SCORES("ids and scores"),
        /** The source's ids were compared with those of its texts, too. */
        TEXT_TO_TAGS("text to tags");

        private final String words;

        Proof(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * A step.
     *
     * @param piece of the text as it is written
     * @param id that it has in the first feature's vocabulary
     * @param known whether that is an id of its own
     */
    public record Step(String piece, int id, boolean known) {
        /** What a mark that stands alone is written on. */
        private static final char DOTTED_CIRCLE = '\u25CC';

        /** The piece as it can be seen: a mark on a dotted circle, white space by its code point. */
        public String visible() {
            int first = piece.codePointAt(0);
            int type = Character.getType(first);
            boolean isMark = type == Character.NON_SPACING_MARK
                    || type == Character.ENCLOSING_MARK
                    || type == Character.COMBINING_SPACING_MARK;
            boolean isUnseen = piece.codePoints()
                    .allMatch(c -> Character.isWhitespace(c)
                            || Character.isSpaceChar(c)
                            || Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT);
            if (isUnseen) {
                return String.format(Locale.ROOT, "U+%04X", first);
            }
            return isMark ? DOTTED_CIRCLE + piece : piece;
        }
    }

    /** A text and its steps. */
    public record Sentence(String text, List<Step> steps) {
        public Sentence {
            steps = List.copyOf(steps);
        }
    }

    public TextCuts {
        sentences = List.copyOf(sentences);
    }

    /** Of a comparison that had nothing to do with text. */
    public static TextCuts none() {
        return new TextCuts(
                Proof.IDS_TO_SCORES, Fact.assumed("text", "not looked at", "texts in --recorded"), List.of());
    }

    /** Cuts texts as {@code fastener tag} does. */
    public static TextCuts of(TaggerModel model, Proof proof, Fact rule, List<String> texts) {
        return new TextCuts(proof, rule, cut(model, texts));
    }

    static List<Sentence> cut(TaggerModel model, List<String> texts) {
        Vocabulary vocabulary = model.features().get(0).vocabulary();
        EncodedTexts encoded = new Encoder(model).encode(texts);
        List<List<Step>> steps = new ArrayList<>();
        texts.forEach(text -> steps.add(new ArrayList<>()));
        for (int s = 0; s < encoded.batch().sequences(); s++) {
            int text = encoded.texts()[s];
            for (int step = encoded.batch().offsets()[s]; step < encoded.batch().offsets()[s + 1]; step++) {
                String piece = texts.get(text).substring(encoded.starts()[step], encoded.ends()[step]);
                int id = encoded.batch().ids()[0][step];
                steps.get(text).add(new Step(piece, id, id != vocabulary.unknownId()));
            }
        }
        List<Sentence> sentences = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            sentences.add(new Sentence(texts.get(i), steps.get(i)));
        }
        return sentences;
    }
}
