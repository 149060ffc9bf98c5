package dev.fastener.text;

import dev.fastener.scheme.EntitySpan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** One half of a brat document: a sentence a line, or their annotations. Offsets count code points of the whole document. */
final class BratWriter implements CorpusWriter {
    private final Writer out;
    private final Losses losses;
    private final Segmenter segmenter;
    private final Part part;
    private long offset;
    private long spans;

    BratWriter(OutputStream out, CorpusLayout layout, Losses losses, Part part) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.losses = losses;
        segmenter = new Segmenter(layout.unit());
        this.part = part;
    }

    @Override
    public void write(LabelledSentence sentence) throws IOException {
        if (sentence.length() == 0) {
            losses.add(Loss.NO_TOKENS);
            return;
        }
        if (!JsonWriter.segmentedAlike(segmenter, sentence)) {
            losses.add(Loss.TOKEN_BOUNDARIES);
        }
        String line = sentence.text().replace('\n', ' ').replace('\r', ' ');
        if (!line.equals(sentence.text())) {
            losses.add(Loss.LINE_BREAK);
        }
        if (part == Part.TEXT) {
            out.append(line).append('\n');
        } else {
            for (EntitySpan entity : sentence.entities()) {
                annotation(line, JsonWriter.start(sentence, entity), JsonWriter.end(sentence, entity), entity.type());
            }
        }
        offset += line.codePointCount(0, line.length()) + 1L;
    }

    private void annotation(String line, int start, int end, String type) throws IOException {
        String held = type.isEmpty() ? "_" : type.replaceAll("[\\p{Z}\\s\u0085]", "_");
        if (!held.equals(type)) {
            losses.add(Loss.NAME_OF_TYPE);
        }
        out.append("T" + ++spans).append('\t').append(held);
        out.append(" " + (offset + line.codePointCount(0, start)));
        out.append(" " + (offset + line.codePointCount(0, end)));
        out.append('\t').append(line, start, end).append('\n');
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
