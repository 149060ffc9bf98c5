package dev.fastener.slim;

import dev.fastener.evaluation.Counts;

/**
 * A model on the way from the teacher to the smallest student.
 *
 * @param step "teacher", or the steps that made it
 * @param shape in words
 * @param dev its entities of the dev sentences
 * @param millis a sentence, one by one in one thread
 * @param bytes of its file
 * @param accepted whether it is within the bound
 * @param cutShort whether the time ended before its training did
 */
public record Candidate(
        String step, String shape, Counts dev, double millis, long bytes, boolean accepted, boolean cutShort) {}
