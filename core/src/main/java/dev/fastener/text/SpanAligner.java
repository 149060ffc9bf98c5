package dev.fastener.text;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.EntitySpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes labelled sentences of texts with character spans: offsets to tokens, overlaps by one rule, documents into lines. */
final class SpanAligner {
    private final OffsetRule offsets;
    private final Segmenter segmenter;
    private final CorpusProblems problems;
    private final Consumer<LabelledSentence> target;

    SpanAligner(OffsetRule offsets, TextRules.Unit unit, CorpusProblems problems, Consumer<LabelledSentence> target) {
        this.offsets = offsets;
        segmenter = new Segmenter(unit);
        this.problems = problems;
        this.target = target;
    }

    void accept(SpannedText spanned) {
        String text = spanned.text();
        Steps tokens = segmenter.segment(text);
        if (tokens.size() == 0) {
            problems.add(ProblemKind.EMPTY_TEXT, spanned.file(), spanned.line(), Excerpt.of(text));
            return;
        }
        for (int at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
            problems.add(ProblemKind.REPLACEMENT_CHARACTER, spanned.file(), spanned.line(), "character " + at);
        }
        List<EntitySpan> entities = withoutOverlaps(spanned, tokens, aligned(spanned, tokens));
        if (spanned.document()) {
            emitLines(spanned, tokens, entities);
        } else {
            target.accept(new LabelledSentence(text, tokens.starts(), tokens.ends(), entities, spanned.line()));
        }
    }

    private List<EntitySpan> aligned(SpannedText spanned, Steps tokens) {
        int[] positions = spanned.spans().isEmpty() ? new int[1] : offsets.positions(spanned.text());
        Set<EntitySpan> entities = new LinkedHashSet<>();
        for (CharSpan span : spanned.spans()) {
            long end = offsets.inclusive() ? span.end() + 1 : span.end();
            if (span.start() < 0 || end >= positions.length || span.start() > end) {
                note(ProblemKind.OUT_OF_TEXT, spanned, span, "the text has " + (positions.length - 1) + " characters");
                continue;
            }
            if (span.surface() != null && !OffsetDetector.fits(spanned.text(), positions, offsets.inclusive(), span)) {
                String found = spanned.text().substring(positions[(int) span.start()], positions[(int) end]);
                note(ProblemKind.SURFACE_MISMATCH, spanned, span, "the text there is " + Excerpt.of(found));
            }
            EntitySpan entity = tokensOf(spanned, tokens, span, positions[(int) span.start()], positions[(int) end]);
            if (entity != null) {
                entities.add(entity);
            }
        }
        return new ArrayList<>(entities);
    }

    private @Nullable EntitySpan tokensOf(SpannedText spanned, Steps tokens, CharSpan span, int from, int to) {
        int first = firstEndingAfter(tokens, from);
        int last = firstStartingFrom(tokens, to);
        if (last <= first) {
            note(ProblemKind.EMPTY_SPAN, spanned, span, "no token there; if ends are inclusive, say so");
            return null;
        }
        if (tokens.start(first) < from || tokens.end(last - 1) > to) {
            String widened = spanned.text().substring(tokens.start(first), tokens.end(last - 1));
            note(ProblemKind.SPLIT_TOKEN, spanned, span, "widened to " + Excerpt.of(widened));
        }
        return new EntitySpan(first, last, span.type());
    }

    private static int firstStartingFrom(Steps tokens, int offset) {
        int at = firstEndingAfter(tokens, offset);
        return at < tokens.size() && tokens.start(at) < offset ? at + 1 : at;
    }

    private static int firstEndingAfter(Steps tokens, int offset) {
        int low = 0;
        int high = tokens.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.end(middle) > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The longest wins; of equally long ones the one that starts first, then the one that stands first in the file. */
    private List<EntitySpan> withoutOverlaps(SpannedText spanned, Steps tokens, List<EntitySpan> entities) {
        List<EntitySpan> longestFirst = new ArrayList<>(entities);
        longestFirst.sort(Comparator.comparingInt((EntitySpan span) -> span.start() - span.end())
                .thenComparingInt(EntitySpan::start));
        boolean[] taken = new boolean[tokens.size()];
        List<EntitySpan> kept = new ArrayList<>();
        for (EntitySpan span : longestFirst) {
            // What is taken is at least as long, so it can't lie between the ends.
            if (taken[span.start()] || taken[span.end() - 1]) {
                String surface = spanned.text().substring(tokens.start(span.start()), tokens.end(span.end() - 1));
                problems.add(
                        ProblemKind.OVERLAP,
                        spanned.file(),
                        spanned.line(),
                        span.type() + " " + Excerpt.of(surface) + " overlaps a longer or earlier entity");
            } else {
                Arrays.fill(taken, span.start(), span.end(), true);
                kept.add(span);
            }
        }
        kept.sort(Comparator.comparingInt(EntitySpan::start));
        return kept;
    }

    private void note(ProblemKind kind, SpannedText spanned, CharSpan span, String detail) {
        String surface = span.surface() == null ? "" : " " + Excerpt.of(span.surface());
        problems.add(
                kind,
                spanned.file(),
                spanned.line(),
                span.type() + surface + " [" + span.start() + ", " + span.end() + "]: " + detail);
    }

    /** Each line with a token becomes a sentence; lines that an entity joins stay together. */
    private void emitLines(SpannedText spanned, Steps tokens, List<EntitySpan> entities) {
        Set<Integer> insideEntity = new HashSet<>();
        for (EntitySpan entity : entities) {
            for (int i = entity.start() + 1; i < entity.end(); i++) {
                insideEntity.add(i);
            }
        }
        int start = 0;
        int nextEntity = 0;
        long line = spanned.line();
        int counted = 0;
        for (int end = 1; end <= tokens.size(); end++) {
            boolean lineEnds = end == tokens.size()
                    || spanned.text()
                                    .substring(tokens.end(end - 1), tokens.start(end))
                                    .indexOf('\n')
                            >= 0;
            if (!lineEnds || insideEntity.contains(end)) {
                continue;
            }
            int entitiesEnd = nextEntity;
            while (entitiesEnd < entities.size() && entities.get(entitiesEnd).start() < end) {
                entitiesEnd++;
            }
            int from = tokens.start(start);
            line += spanned.text()
                    .substring(counted, from)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            counted = from;
            emit(spanned.text(), tokens, start, end, entities.subList(nextEntity, entitiesEnd), line);
            nextEntity = entitiesEnd;
            start = end;
        }
    }

    private void emit(String text, Steps tokens, int start, int end, List<EntitySpan> entities, long line) {
        int from = tokens.start(start);
        int[] starts = new int[end - start];
        int[] ends = new int[end - start];
        for (int i = start; i < end; i++) {
            starts[i - start] = tokens.start(i) - from;
            ends[i - start] = tokens.end(i) - from;
        }
        List<EntitySpan> moved = entities.stream()
                .map(span -> new EntitySpan(span.start() - start, span.end() - start, span.type()))
                .toList();
        target.accept(new LabelledSentence(text.substring(from, tokens.end(end - 1)), starts, ends, moved, line));
    }
}
