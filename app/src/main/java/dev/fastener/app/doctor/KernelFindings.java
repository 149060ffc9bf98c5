package dev.fastener.app.doctor;

import dev.fastener.kernel.ChainKernels;
import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.FusedTiers;
import dev.fastener.kernel.GateActivation;
import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.RecurrentCell;
import dev.fastener.kernel.WeightPrecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which kernels the core engine computes with, and why not with faster ones. */
final class KernelFindings {
    private static final String PROPERTY = "fastener.kernels";

    private KernelFindings() {}

    /** A line for what is chosen and one for each tier. */
    static void addTo(Map<String, String> findings) {
        try {
            findings.put("kernels", chosen());
        } catch (IllegalArgumentException | IllegalStateException e) {
            findings.put("kernels", "none: " + e.getMessage());
        }
        FusedTiers.absences().forEach((tier, absence) -> findings.put(tier, tier(tier, absence)));
    }

    private static String chosen() {
        FusedKernels kernels = FusedTiers.available("").get(0);
        String forced = System.getProperty(PROPERTY, "");
        return kernels.name()
                + (forced.isEmpty() ? ", the fastest that runs here" : ", as -D" + PROPERTY + "=" + forced + " asks")
                + "; training: " + Kernels.best().name() + "; CRF: "
                + ChainKernels.best().name();
    }

    private static String tier(String tier, String absence) {
        if (!absence.isEmpty()) {
            return "can't run here, as " + absence;
        }
        FusedKernels kernels = FusedTiers.available(tier).get(0);
        return kernels.name() + ", precisions " + String.join(" ", precisions(kernels));
    }

    private static List<String> precisions(FusedKernels kernels) {
        List<String> precisions = new ArrayList<>();
        for (WeightPrecision precision : WeightPrecision.values()) {
            if (kernels.supports(RecurrentCell.LSTM, GateActivation.TANH, GateActivation.SIGMOID, precision)) {
                precisions.add(precision.name().toLowerCase(Locale.ROOT));
            }
        }
        return precisions;
    }
}
