package dev.fastener.convert.certificate;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.recorded.RecordedFile;
import org.jspecify.annotations.Nullable;

/**
 * What the source gave for some padded rows of ids.
 *
 * @param ids [rows][length], pads included
 * @param outputs [rows][length * size]: the last tensor before the head; null where only its tags are known
 * @param tags [rows][length]: what the source decoded; null where that wasn't recorded
 */
public record Recording(int[][] ids, float @Nullable [][] outputs, int @Nullable [][] tags) {
    /**
     * A user's file for a network.
     *
     * @param size values of a step
     * @param vocabulary number of ids
     * @throws ConversionException where it is another network's
     */
    public static Recording of(RecordedFile file, int size, int vocabulary) {
        if (file.outputs() != null && file.size() != size) {
            throw new ConversionException("--recorded: expected outputs of " + size
                    + " values a step, as many as the network gives, found " + file.size());
        }
        for (int[] row : file.ids()) {
            for (int id : row) {
                if (id >= vocabulary) {
                    throw new ConversionException(
                            "--recorded: expected ids below " + vocabulary + ", the embedding's rows, found " + id);
                }
            }
        }
        return new Recording(file.ids(), file.outputs(), file.tags());
    }
}
