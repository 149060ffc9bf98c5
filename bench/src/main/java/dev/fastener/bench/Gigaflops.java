package dev.fastener.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Work done, which JMH divides by time: thousand millions of multiplications and additions, counted one by one, a second. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Gigaflops {
    /** Name of the column. */
    public double gigaflops;

    /** Counts {@code products} multiplications with as many additions. */
    void add(long products) {
        gigaflops += 2e-9 * products;
    }
}
