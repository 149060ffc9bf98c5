package dev.fastener.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.kernel.FusedTiers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelFindingsTest {
    @Test
    void eachTierIsNamedWithItsPrecisionsOrTheReasonOfItsAbsence() {
        Map<String, String> findings = new LinkedHashMap<>();
        KernelFindings.addTo(findings);
        assertThat(findings.keySet()).containsExactly("kernels", "native", "vector", "scalar");
        assertThat(findings.get("kernels"))
                .startsWith(FusedTiers.available("").get(0).name());
        assertThat(findings.get("scalar")).isEqualTo("scalar, precisions fp32 int16 bf16 int8");
        FusedTiers.absences()
                .forEach((tier, absence) -> assertThat(findings.get(tier))
                        .contains(absence.isEmpty() ? "precisions fp32" : "can't run here, as " + absence));
    }
}
