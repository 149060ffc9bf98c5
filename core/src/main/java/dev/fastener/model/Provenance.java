package dev.fastener.model;

import java.util.HashMap;
import java.util.Map;

/**
 * Where a model comes from.
 *
 * @param corpus name of the corpus or of the source file; empty where unknown
 * @param corpusSha256 its SHA-256 in hexadecimal; empty where unknown
 * @param licence of the corpus as its owner states it; empty where unknown
 * @param settings of training or conversion, by name
 * @param scores measured on the way ("dev.f1")
 * @param versions of what made the file ("fastener", "java")
 */
public record Provenance(
        String corpus,
        String corpusSha256,
        String licence,
        Map<String, String> settings,
        Map<String, Double> scores,
        Map<String, String> versions) {
    /** Nothing is known. */
    public static final Provenance UNKNOWN = new Provenance("", "", "", Map.of(), Map.of(), Map.of());

    public Provenance {
        settings = Map.copyOf(settings);
        scores = Map.copyOf(scores);
        versions = Map.copyOf(versions);
    }

    /** With further settings, which take the place of those of the same name. */
    public Provenance withSettings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new Provenance(corpus, corpusSha256, licence, all, scores, versions);
    }

    /** With further scores, likewise. */
    public Provenance withScores(Map<String, Double> more) {
        Map<String, Double> all = new HashMap<>(scores);
        all.putAll(more);
        return new Provenance(corpus, corpusSha256, licence, settings, all, versions);
    }

    public Provenance withLicence(String other) {
        return new Provenance(corpus, corpusSha256, other, settings, scores, versions);
    }
}
