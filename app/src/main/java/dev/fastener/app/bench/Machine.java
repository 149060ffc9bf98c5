package dev.fastener.app.bench;

import dev.fastener.app.Version;
import dev.fastener.app.doctor.Processor;
import dev.fastener.engine.CpuQuota;
import dev.fastener.onnxruntime.OnnxRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What figures were measured on and with, without which they say nothing. */
public final class Machine {
    private Machine() {}

    /** By name, in the order of reading. */
    public static Map<String, String> facts(String command) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        Processor processor = Processor.ofThisMachine();
        facts.put("processor", processor.model());
        facts.put("features", processor.features().isEmpty() ? "unknown" : String.join(" ", processor.features()));
        CpuQuota quota = CpuQuota.read();
        int processors = Runtime.getRuntime().availableProcessors();
        facts.put(
                "cores",
                Double.isInfinite(quota.cpus())
                        ? processors + ", no quota"
                        : String.format(Locale.ROOT, "%d, quota %.2f", processors, quota.cpus()));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
        facts.put("flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        facts.put("fastener", Version.fastener());
        facts.put("onnxruntime", OnnxRuntime.version());
        facts.put("command", command);
        return facts;
    }
}
