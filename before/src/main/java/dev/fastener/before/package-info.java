/**
 * Runs a source model in TensorFlow: ids come in on standard input, emissions and times go out on standard output. A process of
 * its own, never on the class path of Fastener. Internal.
 *
 * <p>{@code ./mvnw -Pbefore -pl before -am process-classes} fetches TensorFlow (160 MB), compiles this module into {@code
 * before/target/classes} and writes the class path of the rest to {@code before/target/classpath}; no other build looks at
 * it. The process is then {@code java -cp before/target/classes:$(cat before/target/classpath) dev.fastener.before.Before
 * MODEL}, with the options that {@link dev.fastener.before.Before} lists. TensorFlow does what the model says, files of this
 * machine included: run only what you trust.
 */
@NullMarked
package dev.fastener.before;

import org.jspecify.annotations.NullMarked;
