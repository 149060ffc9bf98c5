package dev.fastener.convert.certificate;

import dev.fastener.evaluation.Counts;

/**
 * How well a model finds a corpus' entities under one rule of padding.
 *
 * @param rule in words: "pads seen, left, to 100 steps"
 * @param counts strict
 * @param alike sentences with the same entities as under the model's own rule
 */
public record PaddingScore(String rule, Counts counts, int alike) {}
