package dev.fastener.convert.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.convert.ConversionException;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.Feature;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A model goes back to Keras: weights, the Python source of the model that they belong to, and its vocabularies. */
public final class KerasExport {
    /** Beside the weights, with the same name but for the ending. */
    public record Files(Path weights, Path source, Path vocabulary) {
        /**
         * @throws ConversionException where Keras would take the file for another format
         */
        public static Files of(Path weights) {
            String name = String.valueOf(weights.getFileName());
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.endsWith(".h5") || lower.endsWith(".weights.h5")) {
                throw new ConversionException(
                        weights + ": expected a name that ends in .h5 and not in .weights.h5, by which"
                                + " Keras knows the format; write to model.h5, say");
            }
            String stem = name.substring(0, name.length() - 3);
            return new Files(weights, weights.resolveSibling(stem + ".py"), weights.resolveSibling(stem + ".json"));
        }
    }

    private static final String PAD = "<pad>";
    private static final String UNKNOWN = "<unk>";

    private final TaggerModel model;
    private final Network network;
    private final Decoding decoding;

    private KerasExport(TaggerModel model, Network network) {
        this.model = model;
        this.network = network;
        this.decoding = new Decoding(model);
    }

    /**
     * Translates a model.
     *
     * @param name of its file, for messages
     * @throws ConversionException where Keras can't express it; the message names what
     */
    public static KerasExport of(TaggerModel model, String name) {
        return new KerasExport(model, new Network(model, new Refusals(name)));
    }

    /** The Python source; {@code files} name the weights in it. */
    public String source(Files files) {
        return new PythonSource(model, String.valueOf(files.weights().getFileName()), network, decoding).text();
    }

    /** Writes all three files or none. */
    public void write(Files files) throws IOException {
        List<KerasWeights> beside = decoding.arrays().tensors().isEmpty() ? List.of() : List.of(decoding.arrays());
        byte[] python = source(files).getBytes(StandardCharsets.UTF_8);
        Map<Path, AtomicFile.Content> contents = new LinkedHashMap<>();
        contents.put(files.weights(), out -> WeightsWriter.write(out, network.weights(), beside));
        contents.put(files.source(), out -> out.write(python));
        contents.put(files.vocabulary(), this::vocabularies);
        AtomicFile.writeTogether(contents);
    }

    /** From text to id for each input, and from tag to number. */
    private void vocabularies(OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            for (Feature feature : model.features()) {
                json.writeObjectFieldStart(feature.name());
                ids(json, feature.vocabulary());
                json.writeEndObject();
            }
            json.writeObjectFieldStart("tags");
            for (int tag = 0; tag < model.tags().size(); tag++) {
                json.writeNumberField(model.tags().labels().get(tag), tag);
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    /** The pad and the unknown get names, as they are no text, by which {@code fastener convert} knows them again. */
    private static void ids(JsonGenerator json, Vocabulary vocabulary) throws IOException {
        for (int id = 0; id < vocabulary.size(); id++) {
            String text = vocabulary.entries().get(id);
            if (!text.isEmpty()) {
                json.writeNumberField(text, id);
            } else if (id == vocabulary.padId() && !vocabulary.contains(PAD)) {
                json.writeNumberField(PAD, id);
            } else if (id == vocabulary.unknownId() && !vocabulary.contains(UNKNOWN)) {
                json.writeNumberField(UNKNOWN, id);
            }
        }
    }
}
