package dev.fastener.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The processor as /proc/cpuinfo describes it.
 *
 * @param model its name, or the architecture's where the system doesn't say
 * @param features those of the features that the kernels can use, in ascending order of width
 */
public record Processor(String model, List<String> features) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final List<String> USEFUL = List.of(
            "sse4_2",
            "avx",
            "avx2",
            "fma",
            "avx512f",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx_vnni",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "asimddp",
            "bf16",
            "i8mm",
            "sve",
            "sve2");

    public static Processor ofThisMachine() throws IOException {
        return of(Files.isReadable(CPUINFO) ? Files.readAllLines(CPUINFO) : List.of());
    }

    static Processor of(List<String> cpuinfo) {
        String model = value(cpuinfo, "model name", System.getProperty("os.arch"));
        Set<String> flags = Set.copyOf(
                Arrays.stream((value(cpuinfo, "flags", "") + " " + value(cpuinfo, "Features", "")).split(" +"))
                        .distinct()
                        .toList());
        return new Processor(model, USEFUL.stream().filter(flags::contains).toList());
    }

    private static String value(List<String> lines, String key, String otherwise) {
        return lines.stream()
                .filter(line -> line.startsWith(key) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(otherwise);
    }
}
