package dev.fastener.app.before;

import dev.fastener.convert.ConversionException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder of jars that TensorFlow runs from: what {@code mvn -Pbefore package} collects in before/target/lib. The launcher
 * says where it is, by the system property {@code fastener.before}; nothing else of Fastener needs it.
 */
public final class TensorFlowFolder {
    private static final String PROPERTY = "fastener.before";

    private TensorFlowFolder() {}

    /**
     * The command that starts module {@code before}, without its arguments.
     *
     * @throws ConversionException where the jars aren't there; it says how to get them
     */
    public static List<String> command() {
        String named = System.getProperty(PROPERTY, "");
        if (named.isEmpty() || !holdsJars(Path.of(named))) {
            throw new ConversionException(
                    "--before: expected the jars of TensorFlow, which aren't part of Fastener, in "
                            + (named.isEmpty() ? "the folder that the launcher names" : named)
                            + ", found none; in a checkout of the sources \"./fastener convert --before\" fetches them, elsewhere"
                            + " copy before/target/lib of such a checkout and set FASTENER_BEFORE to the copy");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", Path.of(named).resolve("*").toString(), "dev.fastener.before.Before"));
        return command;
    }

    private static boolean holdsJars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "fastener-before-*.jar")) {
            return jars.iterator().hasNext();
        } catch (IOException e) {
            throw new ConversionException(folder + ": can't be read (" + e.getMessage() + ")", e);
        }
    }
}
