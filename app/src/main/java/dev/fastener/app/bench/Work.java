package dev.fastener.app.bench;

/** What a call does. */
enum Work {
    /** Ids in, emissions out. */
    SCORES,
    /** Text in, entities out. */
    ENTITIES
}
