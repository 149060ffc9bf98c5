package dev.fastener.app.before;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.before.SourceProcess;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.model.SourceSignature;
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
     * Starts TensorFlow with a source.
     *
     * @param signature of the source, whose first inputs are fed with ids
     * @param inputs how many of them
     * @param output name of the tensor that gives the emissions
     * @param feeds "NAME=NUMBER", of other inputs
     * @throws ConversionException where TensorFlow isn't there or can't load the source
     */
    public static SourceProcess start(
            Path file, SourceSignature signature, int inputs, String output, List<String> feeds) {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(TensorFlowFile.loadable(file).toString(), "--output", output));
        for (int i = 0; i < inputs; i++) {
            command.addAll(List.of("--ids", signature.inputs().get(i).name()));
        }
        feeds.forEach(feed -> command.addAll(List.of("--feed", feed)));
        return SourceProcess.start(command);
    }

    /**
     * The command that starts module {@code before}, without its arguments.
     *
     * @throws ConversionException where the jars aren't there; it says how to get them
     */
    private static List<String> command() {
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
