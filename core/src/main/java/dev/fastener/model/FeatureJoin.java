package dev.fastener.model;

/** How the embeddings of several features become one vector per step. */
public enum FeatureJoin {
    CONCAT,
    SUM
}
