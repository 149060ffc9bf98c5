package dev.fastener.tune.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.model.Recurrent;
import dev.fastener.train.Architecture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @Test
    void limitsOfTimeAndSizeAreRead() {
        assertThat(Limits.parse(List.of("p50=500us@batch=8,length=40", "size=5MB")))
                .isEqualTo(new Limits(new Conditions(Percentile.P50, 8, 1, 40), 0.5, 5_000_000));
        assertThat(Limits.parse(List.of()))
                .isEqualTo(new Limits(Conditions.defaults(), Double.POSITIVE_INFINITY, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p99=2",
                "p99=2MB",
                "size=2ms",
                "p95=2ms",
                "p99=2ms@batch=0",
                "p99=2ms@lengths=test",
                "p99=0ms",
                "p99=2ms@lengths=dev,length=4",
                "size=5MB@batch=1"
            })
    void otherFormsAreRefused(String text) {
        assertThatThrownBy(() -> Limits.parse(List.of(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void worseLimitCountsAndTheBorderIsAFifth() {
        Limits limits = Limits.parse(List.of("p99=2ms", "size=1MB"));
        assertThat(limits.excess(1, 1_500_000)).isCloseTo(0.5, within(1e-9));
        assertThat(limits.excess(2, 1_000_000)).isZero();
        assertThat(limits.isBorderline(1.7)).isTrue();
        assertThat(limits.isBorderline(2.5)).isFalse();
        assertThat(Limits.parse(List.of()).isBorderline(5)).isFalse();
    }

    @Test
    void pricesOfWorkAreFoundAgain() {
        List<CostModel.Timed> timed = new ArrayList<>();
        double[] prices = {0.05, 2e-6, 3e-8, 2e-8, 0, 0};
        for (int layers = 1; layers <= 3; layers++) {
            for (int hidden = 32; hidden <= 256; hidden *= 2) {
                Shape shape = new Shape(new Architecture(Recurrent.Cell.LSTM, layers, hidden, 64, 0), 2000, 0, 29);
                timed.add(new CostModel.Timed(shape, new CostModel(prices).millis(shape)));
            }
        }
        CostModel fitted = CostModel.fit(timed);
        Shape other = new Shape(new Architecture(Recurrent.Cell.GRU_RESET_AFTER, 2, 192, 64, 0), 2000, 0, 29);
        assertThat(fitted.millis(other)).isCloseTo(new CostModel(prices).millis(other), within(0.03));
        assertThat(CostModel.of(fitted.text()).millis(other)).isEqualTo(fitted.millis(other));
    }
}
