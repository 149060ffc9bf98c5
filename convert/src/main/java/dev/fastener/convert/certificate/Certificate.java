package dev.fastener.convert.certificate;

import dev.fastener.convert.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a conversion rests on.
 *
 * @param grade how the source's results are known
 * @param comparisons of the written file, one for each engine
 * @param cuts how text becomes steps
 * @param facts read, given and assumed
 * @param findings what was noticed beside
 */
public record Certificate(
        Grade grade, List<Comparison> comparisons, TextCuts cuts, List<Fact> facts, Findings findings) {
    /** How the source's results are known. */
    public enum Grade {
        /** The user recorded them. */
        A("equal to what the source was recorded to give"),
        /** The source's own graph ran: in TensorFlow, or, where it is an ONNX file, in ONNX Runtime. */
        B("equal to the source's own graph, run"),
        /** They were computed anew from our reading of the file: no proof that it was read as it was meant. */
        C(
                "not compared with the source: equal to a second computation of our own reading of the file, of ids drawn at random");

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
    public Certificate(Grade grade, List<Comparison> comparisons, TextCuts cuts, List<Fact> facts) {
        this(grade, comparisons, cuts, facts, Findings.NONE);
    }

    /** This one with other findings. */
    public Certificate withFindings(Findings other) {
        return new Certificate(grade, comparisons, cuts, facts, other);
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

    /** What a passed comparison doesn't say, in words; empty where it says all. */
    public List<String> notProven() {
        List<String> open = new ArrayList<>();
        if (grade == Grade.C) {
            open.add("that the source gives these results");
        }
        if (cuts.proof() == TextCuts.Proof.IDS_TO_SCORES) {
            open.add("that your texts become the ids of the source");
        }
        int assumed = assumed().size();
        if (assumed > 0) {
            open.add(assumed == 1 ? "the fact that is assumed" : "the " + assumed + " facts that are assumed");
        }
        long given = grade == Grade.C ? given() : 0;
        if (given > 0) {
            open.add(given == 1 ? "the fact that you gave" : "the " + given + " facts that you gave");
        }
        return open;
    }

    private long given() {
        return facts.stream().filter(fact -> fact.origin() == Fact.Origin.GIVEN).count();
    }

    /** What nobody said. */
    public List<Fact> assumed() {
        return Stream.concat(Stream.of(cuts.rule()), facts.stream())
                .filter(fact -> fact.origin() == Fact.Origin.ASSUMED)
                .toList();
    }
}
