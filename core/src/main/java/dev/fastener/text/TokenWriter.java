package dev.fastener.text;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Formats that hold tokens and tags, no text. */
abstract sealed class TokenWriter implements CorpusWriter {
    private final Writer out;
    private final boolean spaceBetween;
    private final TagFormat tags;
    private final Losses losses;

    private TokenWriter(OutputStream out, CorpusLayout layout, TagFormat tags, Losses losses) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        spaceBetween = layout.unit().isWord();
        this.tags = tags;
        this.losses = losses;
    }

    @Override
    public void write(LabelledSentence sentence) throws IOException {
        if (sentence.length() == 0) {
            losses.add(Loss.NO_TOKENS);
            return;
        }
        if (!sentence.text().equals(String.join(spaceBetween ? " " : "", sentence.tokens()))) {
            losses.add(Loss.WHITE_SPACE_BETWEEN_TOKENS);
        }
        List<EntitySpan> entities = new ArrayList<>();
        for (EntitySpan entity : sentence.entities()) {
            entities.add(new EntitySpan(entity.start(), entity.end(), type(entity.type())));
        }
        write(sentence.tokens(), tags.labels(sentence.length(), entities), out);
    }

    /** Writes one sentence; there is at least one token. */
    abstract void write(List<String> tokens, List<String> labels, Writer out) throws IOException;

    private String type(String type) {
        String held = type.replaceAll("[\\p{Z}\\s\u0085\\\\]", "_");
        if (!held.equals(type)) {
            losses.add(Loss.NAME_OF_TYPE);
        }
        return held;
    }

    /** {@code token} without white space in it, unless it is nothing else and {@code blankAllowed}. */
    String token(String token, String whiteSpace, boolean blankAllowed) {
        String held = blankAllowed && token.equals(" ") ? token : token.replaceAll(whiteSpace, "_");
        if (!held.equals(token)) {
            losses.add(Loss.WHITE_SPACE_IN_TOKEN);
        }
        return held;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** token TAB tag. */
    static final class Columns extends TokenWriter {
        Columns(OutputStream out, CorpusLayout layout, TagFormat tags, Losses losses) {
            super(out, layout, tags, losses);
        }

        @Override
        void write(List<String> tokens, List<String> labels, Writer out) throws IOException {
            for (int i = 0; i < tokens.size(); i++) {
                out.append(token(tokens.get(i), "[\t\r\n]", true))
                        .append('\t')
                        .append(labels.get(i))
                        .append('\n');
            }
            out.append('\n');
        }
    }

    /** token\tag token\tag. */
    static final class Inline extends TokenWriter {
        Inline(OutputStream out, CorpusLayout layout, TagFormat tags, Losses losses) {
            super(out, layout, tags, losses);
        }

        @Override
        void write(List<String> tokens, List<String> labels, Writer out) throws IOException {
            for (int i = 0; i < tokens.size(); i++) {
                out.append(i == 0 ? "" : " ").append(token(tokens.get(i), "[ \t\r\n]", true));
                out.append('\\').append(labels.get(i));
            }
            out.append('\n');
        }
    }

    /** Tokens, or tags, with a space between, one sentence a line. */
    static final class Pair extends TokenWriter {
        private final Part part;

        Pair(OutputStream out, CorpusLayout layout, TagFormat tags, Losses losses, Part part) {
            super(out, layout, tags, losses);
            this.part = part;
        }

        @Override
        void write(List<String> tokens, List<String> labels, Writer out) throws IOException {
            List<String> row = part == Part.LABELS
                    ? labels
                    : tokens.stream()
                            .map(token -> token(token, "[\\p{Z}\\s]", false))
                            .toList();
            out.append(String.join(" ", row)).append('\n');
        }
    }
}
