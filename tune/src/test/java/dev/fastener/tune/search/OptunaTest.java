package dev.fastener.tune.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our TPE against what record_optuna.py recorded, 20 seeds each. */
class OptunaTest {
    private static final int SEEDS = 20;
    private static final int TRIALS = 100;

    @ParameterizedTest
    @ValueSource(strings = {"branin", "hartmann6", "mixed"})
    void tpeIsNotWorseThanOptunasOnAverage(String name) throws IOException {
        Space space = switch (name) {
            case "branin" -> Functions.BRANIN;
            case "hartmann6" -> Functions.HARTMANN6;
            default -> Functions.TAGGER;
        };
        Map<Integer, Double> mean = new HashMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            double best = Double.POSITIVE_INFINITY;
            List<double[]> losses = run(
                    space, seed, point -> new double[] {Functions.named(name).applyAsDouble(point)});
            for (int i = 0; i < TRIALS; i++) {
                best = Math.min(best, losses.get(i)[0]);
                mean.merge(i + 1, best / SEEDS, Double::sum);
            }
        }
        Map<String, Double> optuna = optuna();
        assertThat(mean.get(50)).as("after 50").isLessThanOrEqualTo(optuna.get("/best/" + name + "/50"));
        assertThat(mean.get(100)).as("after 100").isLessThanOrEqualTo(optuna.get("/best/" + name + "/100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zdt1", "tagger"})
    void hypervolumeIsNotBelowThatOfOptunasNsga(String name) throws IOException {
        boolean zdt1 = name.equals("zdt1");
        double[] reference = zdt1 ? new double[] {1.1, 8} : new double[] {5, 4};
        double mean = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<double[]> losses =
                    run(zdt1 ? Functions.ZDT1 : Functions.TAGGER, seed, zdt1 ? Functions::zdt1 : Functions::tagger);
            mean += Hypervolume.of(losses, reference) / SEEDS;
        }
        assertThat(mean).isGreaterThanOrEqualTo(optuna().get("/hypervolume/" + name + "/mean"));
    }

    private static List<double[]> run(Space space, int seed, Function<Point, double[]> function) {
        Sampler sampler = new TpeSampler(space, seed);
        List<Observation> observed = new ArrayList<>();
        Set<Point> taken = new HashSet<>();
        List<double[]> losses = new ArrayList<>();
        for (int i = 0; i < TRIALS; i++) {
            Point point = sampler.propose(i, observed, taken);
            taken.add(point);
            losses.add(function.apply(point));
            observed.add(new Observation(point, losses.get(i)));
        }
        return losses;
    }

    /** Numbers by their JSON pointer. */
    private static Map<String, Double> optuna() throws IOException {
        Map<String, Double> numbers = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(OptunaTest.class.getResourceAsStream("optuna.json"))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isNumeric()) {
                    numbers.put(json.getParsingContext().pathAsPointer().toString(), json.getDoubleValue());
                }
            }
        }
        return numbers;
    }
}
