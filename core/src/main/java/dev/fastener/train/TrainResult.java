package dev.fastener.train;

import dev.fastener.model.TaggerModel;
import java.util.List;

/**
 * What a training gave.
 *
 * @param model of the best epoch on dev; where training was stopped before the first ended, of the last step
 * @param history one entry per epoch
 */
public record TrainResult(TaggerModel model, List<EpochResult> history) {
    public TrainResult {
        history = List.copyOf(history);
    }
}
