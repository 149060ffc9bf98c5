package dev.fastener.evaluation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    /** Counts and scipy's interval, from paired_bootstrap.py. */
    private record Case(String name, double low, double high, List<Counts> before, List<Counts> after) {}

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = requireNonNull(PairedBootstrapTest.class.getResourceAsStream("paired_bootstrap.tsv"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] cells = line.strip().split("\t");
                if (cells[0].equals("case")) {
                    cases.add(new Case(
                            cells[1],
                            Double.parseDouble(cells[2]),
                            Double.parseDouble(cells[3]),
                            new ArrayList<>(),
                            new ArrayList<>()));
                    continue;
                }
                Case last = cases.get(cases.size() - 1);
                long gold = Long.parseLong(cells[0]);
                last.before.add(new Counts(Long.parseLong(cells[1]), gold, Long.parseLong(cells[2])));
                last.after.add(new Counts(Long.parseLong(cells[3]), gold, Long.parseLong(cells[4])));
            }
        }
        return cases;
    }

    @Test
    void intervalsAreThoseOfScipyButForTheDraws() throws IOException {
        List<Case> cases = cases();
        assertThat(cases).hasSize(3);
        for (Case one : cases) {
            F1Difference found = PairedBootstrap.compare(one.before, one.after, 1);
            // Ends of such intervals scatter by about 2 % of their width from seed to seed.
            double tolerance = 0.06 * (one.high - one.low);
            assertThat(found.low()).as(one.name).isCloseTo(one.low, within(tolerance));
            assertThat(found.high()).as(one.name).isCloseTo(one.high, within(tolerance));
            assertThat(found.significantlyWorse()).as(one.name).isEqualTo(one.name.equals("worse"));
        }
    }

    @Test
    void fewSentencesHaveTheIntervalOfAllTheirDraws() {
        // Three sentences have 27 draws: of the difference's exact distribution the ends are known.
        List<Counts> before = List.of(new Counts(2, 2, 2), new Counts(1, 2, 2), new Counts(3, 3, 3));
        List<Counts> after = List.of(new Counts(1, 2, 2), new Counts(2, 2, 2), new Counts(3, 3, 4));
        List<Double> all = new ArrayList<>();
        for (int draw = 0; draw < 27; draw++) {
            Counts b = Counts.NONE;
            Counts a = Counts.NONE;
            for (int i = draw, k = 0; k < 3; i /= 3, k++) {
                b = b.plus(before.get(i % 3));
                a = a.plus(after.get(i % 3));
            }
            all.add(a.f1() - b.f1());
        }
        all.sort(null);
        F1Difference found = PairedBootstrap.compare(before, after, 1);
        // The most extreme draw alone has a share of 1/27, more than the tail of 2.5 %.
        assertThat(found.low()).isEqualTo(all.get(0));
        assertThat(found.high()).isEqualTo(all.get(26));
    }

    @Test
    void theMeanOfSeveralTrainingsHasTheIntervalOfAllItsDraws() {
        List<Counts> before = List.of(new Counts(2, 2, 2), new Counts(1, 2, 2), new Counts(3, 3, 3));
        List<List<Counts>> afters = List.of(
                List.of(new Counts(1, 2, 2), new Counts(2, 2, 2), new Counts(3, 3, 4)),
                List.of(new Counts(2, 2, 3), new Counts(0, 2, 1), new Counts(2, 3, 3)));
        List<Double> all = new ArrayList<>();
        for (int draw = 0; draw < 27; draw++) {
            Counts b = Counts.NONE;
            Counts first = Counts.NONE;
            Counts second = Counts.NONE;
            for (int i = draw, k = 0; k < 3; i /= 3, k++) {
                b = b.plus(before.get(i % 3));
                first = first.plus(afters.get(0).get(i % 3));
                second = second.plus(afters.get(1).get(i % 3));
            }
            all.add(first.f1() / 2 + second.f1() / 2 - b.f1());
        }
        all.sort(null);
        MeanF1Difference found = PairedBootstrap.compareMean(before, afters, 1);
        assertThat(found.low()).isCloseTo(all.get(0), within(1e-12));
        assertThat(found.high()).isCloseTo(all.get(26), within(1e-12));
        assertThat(found.change()).isCloseTo((12.0 / 15 + 8.0 / 14) / 2 - 12.0 / 14, within(1e-12));
        assertThat(new F1Bound(17).keptBy(found)).isFalse();
        assertThat(new F1Bound(18).keptBy(found)).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameInterval() throws IOException {
        Case one = cases().get(1);
        assertThat(PairedBootstrap.compare(one.before, one.after, 5))
                .isEqualTo(PairedBootstrap.compare(one.before, one.after, 5));
    }

    @Test
    void countsOfOtherSentencesAreRefused() {
        assertThatThrownBy(() -> PairedBootstrap.compare(List.of(Counts.NONE), List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 and 0");
    }

    @Test
    void aBoundBelowOneEntityBecomesNotSignificantlyWorse() {
        F1Bound bound = new F1Bound(0.2);
        assertThat(bound.rule("dev", 389))
                .startsWith("dev has 389 entities: 0.2 points is under one; used: not significantly worse");
        assertThat(bound.belowOneEntity(500)).isFalse();
        // One of 389 lost is more than 0.2 points, and no more than chance.
        assertThat(bound.keptBy(difference(389, 300, 299, -0.01, 0.001))).isTrue();
        assertThat(bound.keptBy(difference(389, 300, 280, -0.04, -0.01))).isFalse();
    }

    @Test
    void aBoundOfSeveralEntitiesIsHeldAgainstTheChangeItself() {
        F1Bound bound = new F1Bound(0.2);
        assertThat(bound.keptBy(difference(5000, 4000, 3991, -0.01, 0.01))).isTrue();
        assertThat(bound.keptBy(difference(5000, 4000, 3989, -0.01, 0.01))).isFalse();
        assertThat(bound.keptBy(difference(5000, 4000, 4100, 0.01, 0.03))).isTrue();
    }

    @Test
    void aBoundThatIsNoneIsRefused() {
        for (double points : new double[] {-0.1, 101, Double.NaN}) {
            assertThatThrownBy(() -> new F1Bound(points)).hasMessageContaining("0 to 100 points");
        }
    }

    /** Of taggers that predict as many entities as there are: F1 is correct / gold. */
    private static F1Difference difference(long gold, long before, long after, double low, double high) {
        return new F1Difference(new Counts(before, gold, gold), new Counts(after, gold, gold), low, high);
    }
}
