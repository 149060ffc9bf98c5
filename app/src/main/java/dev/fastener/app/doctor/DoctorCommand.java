package dev.fastener.app.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.app.Version;
import dev.fastener.app.Writes;
import dev.fastener.engine.CpuQuota;
import dev.fastener.engine.EngineException;
import dev.fastener.io.AtomicFile;
import dev.fastener.onnxruntime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = "Use when you want to know what will run on this machine, and why it is as fast as it is.")
public final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", paramLabel = "FILE", description = "Write the findings to FILE too.")
    @Writes
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        Map<String, String> findings = findings();
        findings.forEach((name, finding) -> System.out.printf("%-12s %s%n", name, finding));
        if (json != null) {
            write(json, findings);
        }
        return 0;
    }

    private static Map<String, String> findings() throws IOException {
        Map<String, String> findings = new LinkedHashMap<>();
        findings.put("fastener", Version.fastener());
        findings.put(
                "java",
                Runtime.version() + ", " + System.getProperty("java.vm.name") + ", " + System.getProperty("java.home"));
        findings.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        Processor processor = Processor.ofThisMachine();
        findings.put("processor", processor.model());
        findings.put("features", processor.features().isEmpty() ? "unknown" : String.join(" ", processor.features()));
        CpuQuota quota = CpuQuota.read();
        findings.put("cores", cores(quota));
        findings.put("throttling", throttling(quota));
        findings.put("memory", "JVM may use " + (Runtime.getRuntime().maxMemory() >> 20) + " MB");
        KernelFindings.addTo(findings);
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        String problem = TemporaryFolder.problem(folder);
        findings.put("temp folder", folder + ": " + (problem.isEmpty() ? "fine" : problem));
        String failure = onnxRuntime(findings);
        findings.put(
                "so",
                failure.isEmpty()
                        ? "models run on the core engine, or on ONNX Runtime with --engine onnxruntime"
                        : "models run on the core engine only. " + failure);
        return findings;
    }

    private static String cores(CpuQuota quota) {
        int processors = Runtime.getRuntime().availableProcessors();
        if (Double.isInfinite(quota.cpus())) {
            return processors + ", no quota";
        }
        return String.format(
                Locale.ROOT,
                "%d, of a quota of %.2f%s",
                processors,
                quota.cpus(),
                quota.cpus() < processors ? "; more threads than the quota only get throttled" : "");
    }

    private static String throttling(CpuQuota quota) {
        if (quota.throttledPeriods() == 0) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                "stopped in %d of %d periods, %.1f s in all since the container's start%s",
                quota.throttledPeriods(),
                quota.periods(),
                quota.throttledMicros() / 1e6,
                quota.throttledPeriods() * 20 > quota.periods()
                        ? "; timings here are not those of a free machine"
                        : "");
    }

    /** Adds what ONNX Runtime is and can; returns why it can't run, empty where it can. */
    private static String onnxRuntime(Map<String, String> findings) {
        try {
            findings.put(
                    "onnxruntime", OnnxRuntime.version() + ", providers " + String.join(" ", OnnxRuntime.providers()));
            return "";
        } catch (EngineException e) {
            findings.put("onnxruntime", "can't be loaded");
            return String.valueOf(e.getMessage());
        }
    }

    private static void write(Path file, Map<String, String> findings) throws IOException {
        AtomicFile.write(file, out -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
                json.writeStartObject();
                for (Map.Entry<String, String> finding : findings.entrySet()) {
                    json.writeStringField(finding.getKey().replace(' ', '_'), finding.getValue());
                }
                json.writeEndObject();
            }
        });
    }
}
