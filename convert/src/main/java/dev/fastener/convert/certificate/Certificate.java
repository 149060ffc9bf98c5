package dev.fastener.convert.certificate;

import dev.fastener.convert.Fact;
import java.util.List;

/**
 * What a conversion rests on.
 *
 * @param grade how the source's results are known
 * @param comparisons of the written file, one for each engine
 * @param facts read, given and assumed
 * @param findings what was noticed beside
 */
public record Certificate(Grade grade, List<Comparison> comparisons, List<Fact> facts, Findings findings) {
    /** How the source's results are known. */
    public enum Grade {
        /** The user recorded them. */
        A("equal to the recordings of the source"),
        /** The source's own graph ran: in TensorFlow, or, where it is an ONNX file, in ONNX Runtime. */
        B("equal to the source's own graph, run"),
        /** They were computed anew from the file's tensors: no proof that the file was read as it was meant. */
        C("computed anew from the file's tensors");

        private final String meaning;

        Grade(String meaning) {
            this.meaning = meaning;
        }

        public String meaning() {
            return meaning;
        }
    }

    public Certificate {
        comparisons = List.copyOf(comparisons);
        facts = List.copyOf(facts);
    }

    /** Without findings. */
    public Certificate(Grade grade, List<Comparison> comparisons, List<Fact> facts) {
        this(grade, comparisons, facts, Findings.NONE);
    }

    /** This one with other findings. */
    public Certificate withFindings(Findings other) {
        return new Certificate(grade, comparisons, facts, other);
    }

    /** Whether every engine gives the source's results, over a corpus too where one was given. */
    public boolean passed() {
        DevFindings dev = findings.dev();
        return comparisons.stream().allMatch(Comparison::passed)
                && (dev == null || dev.comparisons().stream().allMatch(Comparison::passed));
    }

    public double maxEmissionDifference() {
        return comparisons.stream().mapToDouble(Comparison::maxDifference).max().orElse(0);
    }

    /** The least share of equal paths. */
    public double equalPaths() {
        return comparisons.stream().mapToDouble(Comparison::equalPaths).min().orElse(1);
    }

    /** What nobody said. */
    public List<Fact> assumed() {
        return facts.stream()
                .filter(fact -> fact.origin() == Fact.Origin.ASSUMED)
                .toList();
    }
}
