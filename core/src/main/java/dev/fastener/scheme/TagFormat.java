package dev.fastener.scheme;

/**
 * How a corpus writes its tags: the scheme and the notation.
 *
 * @param separator between position and type: "-" or "_"
 * @param typeFirst true for "ORG-B", false for "B-ORG"
 */
public record TagFormat(TagScheme scheme, String separator, boolean typeFirst) {}
