/** Internal: JMH benchmarks of kernels and engines against their peers, and a program that trains by turns; never deployed. */
@NullMarked
package dev.fastener.bench;

import org.jspecify.annotations.NullMarked;
