package dev.fastener.app.quantize;

import dev.fastener.evaluation.F1Difference;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.quantize.Fallback;
import dev.fastener.quantize.Parts;
import dev.fastener.quantize.Plan;
import dev.fastener.quantize.Quantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The narrow forms of one model that are worth a row, each judged. */
final class Candidates {
    private final TaggerModel model;
    private final Map<String, Float> activationScales;
    private final String calibration;
    private final Trial trial;
    private final List<Candidate> rows = new ArrayList<>();

    /** @param calibration name of what activations were measured on */
    Candidates(TaggerModel model, Map<String, Float> activationScales, String calibration, Trial trial) {
        this.model = model;
        this.activationScales = activationScales;
        this.calibration = calibration;
        this.trial = trial;
    }

    /** In the order of the table. */
    List<Candidate> rows() {
        return List.copyOf(rows);
    }

    /** Adds a row for one precision, and where it spoils the bound, one with the layers that spoil it wider. */
    void add(Precision precision, boolean compact) {
        Plan start = Plan.uniform(Parts.of(model), precision, compact);
        add(precision.name().toLowerCase(Locale.ROOT) + (compact ? " compact" : ""), start, Runner.FASTENER);
    }

    /** Adds ONNX Runtime's dynamic form, and where it spoils the bound, one with what spoils it wider. */
    void addForOnnxRuntime() {
        add("dynamic int8", Plan.dynamic(Parts.of(model)), Runner.ONNXRUNTIME);
    }

    private void add(String name, Plan start, Runner runner) {
        List<Candidate> judged = new ArrayList<>();
        Fallback.search(start, plan -> {
            Candidate candidate = judge(name, start, plan, runner);
            judged.add(candidate);
            F1Difference difference = candidate.difference();
            double f1 = difference == null ? 0 : difference.after().f1();
            // Where F1 is the same, more equal tags tell which layer it is.
            return new Fallback.Verdict(candidate.kept(), f1 + 1e-6 * candidate.equalTags());
        });
        rows.add(judged.get(0));
        Candidate last = judged.get(judged.size() - 1);
        if (judged.size() > 1 && last.kept()) {
            rows.add(last);
        }
    }

    private Candidate judge(String name, Plan start, Plan plan, Runner runner) {
        String wider = plan.differenceFrom(start);
        TaggerModel narrow = Quantizer.quantize(model, plan, activationScales);
        return trial.judge(name, wider, narrow.withProvenance(provenance(name, wider)), runner);
    }

    private Provenance provenance(String precision, String wider) {
        Provenance narrow = model.provenance()
                .withSettings(Map.of("quantize.precision", precision, "quantize.calibration", calibration));
        return wider.isEmpty() ? narrow : narrow.withSettings(Map.of("quantize.wider", wider));
    }
}
