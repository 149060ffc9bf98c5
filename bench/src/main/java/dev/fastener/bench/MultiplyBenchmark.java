package dev.fastener.bench;

import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.PackedMatrix;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * C = A B on one thread, with the fp32 kernels that this JVM has ({@code -Dfastener.kernels=} forces others) and with OpenBLAS.
 * B is packed once, as weights are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MultiplyBenchmark {
    /** Rows of A, columns of A, columns of B. */
    @Param({"1000x512x1024", "1000x256x1024", "32x256x1024", "6x256x64", "1x256x1024"})
    String shape = "6x256x64";

    private final Kernels kernels = Kernels.best();
    private int m;
    private int k;
    private int n;
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};
    private final PackedMatrix packed = new PackedMatrix(kernels);

    /** Random values, the same in each run. */
    @Setup
    public void fill() {
        String[] sizes = shape.split("x", 3);
        m = Integer.parseInt(sizes[0]);
        k = Integer.parseInt(sizes[1]);
        n = Integer.parseInt(sizes[2]);
        SplittableRandom random = new SplittableRandom(1);
        a = values(random, m * k);
        b = values(random, k * n);
        c = new float[m * n];
        packed.pack(k, n, b, 0, n);
        openblas.blas_set_num_threads(1);
    }

    private static float[] values(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }

    /** The kernels of this project. */
    @Benchmark
    public float[] fastener(Gigaflops work) {
        kernels.multiply(m, a, 0, k, packed, c, 0, n, false);
        work.add((long) m * k * n);
        return c;
    }

    /** OpenBLAS' SGEMM, which packs B in each call. */
    @Benchmark
    public float[] openBlas(Gigaflops work) {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                openblas.CblasNoTrans,
                openblas.CblasNoTrans,
                m,
                n,
                k,
                1f,
                a,
                k,
                b,
                n,
                0f,
                c,
                n);
        work.add((long) m * k * n);
        return c;
    }

    /** A, B and C, for the test. */
    float[][] matrices() {
        return new float[][] {a, b, c};
    }
}
