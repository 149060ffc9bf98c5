package dev.fastener.app.tag;

import dev.fastener.Entity;
import dev.fastener.TaggedText;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.text.Segmenter;
import dev.fastener.text.Steps;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The formats that tag each token, in the notation of the model's own tags: column files (token, TAB, tag, an empty line
 * after each sentence) and the inline form (token\tag, one sentence a line). Tokens are what the model reads as steps; those
 * that its vocabulary leaves out are there too.
 */
final class TokenWriter implements TagWriter {
    private final PrintStream out;
    private final Segmenter segmenter;
    private final TagFormat format;
    private final boolean inline;

    TokenWriter(PrintStream out, Segmenter segmenter, TagFormat format, boolean inline) {
        this.out = out;
        this.segmenter = segmenter;
        this.format = format;
        this.inline = inline;
    }

    @Override
    public void write(TextPiece piece, TaggedText tagged) {
        Steps steps = segmenter.segment(piece.text());
        if (steps.size() == 0) {
            return;
        }
        List<String> labels = format.labels(steps.size(), spans(steps, tagged));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) {
            lines.append(inline && i > 0 ? " " : "")
                    .append(piece.text(), steps.start(i), steps.end(i))
                    .append(inline ? '\\' : '\t')
                    .append(labels.get(i))
                    .append(inline ? "" : "\n");
        }
        out.print(lines.append('\n'));
    }

    /** The entities in steps; both are ascending. */
    private static List<EntitySpan> spans(Steps steps, TaggedText tagged) {
        List<EntitySpan> spans = new ArrayList<>();
        int step = 0;
        for (Entity entity : tagged.entities()) {
            while (steps.start(step) < entity.start()) {
                step++;
            }
            int first = step;
            while (step < steps.size() && steps.end(step) <= entity.end()) {
                step++;
            }
            spans.add(new EntitySpan(first, step, entity.type()));
        }
        return spans;
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void end() {
        flush();
    }
}
