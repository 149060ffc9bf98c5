package dev.fastener.app.tag;

import dev.fastener.Entity;
import dev.fastener.TaggedText;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.CorpusLayout;
import dev.fastener.text.CorpusWriter;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.Losses;
import dev.fastener.text.OffsetRule;
import dev.fastener.text.Segmenter;
import dev.fastener.text.Steps;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The formats that tag each token, as a corpus in the notation of the model's own tags. Tokens are what the model reads as
 * steps; those that its vocabulary leaves out are there too.
 */
final class TokenLines implements TagWriter {
    private final Segmenter segmenter;
    private final CorpusWriter corpus;

    TokenLines(OutputStream out, CorpusFormat format, TaggerModel model) throws IOException {
        segmenter = new Segmenter(
                model.text().segmentation(), model.features().get(0).vocabulary());
        CorpusLayout layout = new CorpusLayout(
                format,
                model.tags().format(),
                model.text().unit(),
                new OffsetRule(OffsetRule.Unit.CODE_POINT, false),
                0);
        // Losses are not told of: that columns hold no white space between tokens is known to who asks for them.
        corpus = CorpusWriter.of(
                format, CorpusWriter.Part.TEXT, layout, model.tags().format(), new Losses(), out);
    }

    @Override
    public void write(TextPiece piece, TaggedText tagged) throws IOException {
        Steps steps = segmenter.segment(piece.text());
        corpus.write(
                new LabelledSentence(piece.text(), steps.starts(), steps.ends(), spans(steps, tagged), piece.line()));
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
    public void flush() throws IOException {
        corpus.flush();
    }

    @Override
    public void end() throws IOException {
        flush();
    }
}
