package dev.fastener.app.tag;

import dev.fastener.TaggedText;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the texts that the model is least sure of, for a person to label next, and writes them at the end, least sure first. */
final class LeastConfident implements TagWriter {
    private record Candidate(TextPiece piece, TaggedText tagged, long number) {}

    /** Of equal confidence the earlier comes first. */
    private static final Comparator<Candidate> LEAST_FIRST = Comparator.comparingDouble(
                    (Candidate candidate) -> candidate.tagged().confidence())
            .thenComparingLong(Candidate::number);

    private final TagWriter target;
    private final int count;
    private final PriorityQueue<Candidate> kept = new PriorityQueue<>(LEAST_FIRST.reversed());
    private long number;

    LeastConfident(TagWriter target, int count) {
        this.target = target;
        this.count = count;
    }

    @Override
    public void write(TextPiece piece, TaggedText tagged) {
        if (!piece.text().isBlank()) {
            kept.add(new Candidate(piece, tagged, number++));
            if (kept.size() > count) {
                kept.remove();
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public void end() throws IOException {
        List<Candidate> ordered = kept.stream().sorted(LEAST_FIRST).toList();
        for (Candidate candidate : ordered) {
            target.write(candidate.piece(), candidate.tagged());
        }
        target.end();
    }
}
