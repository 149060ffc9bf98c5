package dev.fastener.app;

import dev.fastener.model.TaggerModel;
import picocli.CommandLine.IVersionProvider;

/** The version of Fastener and of the Java that runs it. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"fastener " + fastener() + " (Java " + Runtime.version() + ")"};
    }

    /** As the core's jar states it. */
    public static String fastener() {
        String version = TaggerModel.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
