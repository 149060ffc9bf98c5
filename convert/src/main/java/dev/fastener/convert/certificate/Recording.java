package dev.fastener.convert.certificate;

import dev.fastener.convert.ConversionException;

/**
 * What the source gave for some padded rows of ids.
 *
 * @param ids [rows][length], pads included
 * @param outputs [rows][length * tags]: the last tensor before the head
 * @param tags values of a step
 */
public record Recording(int[][] ids, float[][] outputs, int tags) {
    public Recording {
        if (ids.length != outputs.length) {
            throw new ConversionException("recording: expected outputs for each of the " + ids.length
                    + " rows of ids, found " + outputs.length);
        }
        for (int row = 0; row < ids.length; row++) {
            if (ids[row].length * (long) tags != outputs[row].length) {
                throw new ConversionException("recording: expected " + ids[row].length + " steps of " + tags
                        + " values in row " + row + ", found " + outputs[row].length + " values");
            }
        }
    }
}
