package dev.fastener.onnx;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Normalization;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Parallel;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.Segmentation;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Transitions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All of a TaggerModel but its weights, as metadata properties; docs/model-file.md lists them. */
final class MetadataWriter {
    /** Version of the file; a reader refuses one that it doesn't know. */
    static final String FORMAT = "1";

    static final String FORMAT_PROPERTY = "fastener.format";

    private MetadataWriter() {}

    static Map<String, String> metadata(TaggerModel model) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(FORMAT_PROPERTY, FORMAT);
        properties.put("fastener.tags", Json.write(out -> writeTags(out, model.tags())));
        properties.put("fastener.text", Json.write(out -> writeText(out, model.text())));
        properties.put("fastener.features", Json.write(out -> writeFeatures(out, model)));
        for (Feature feature : model.features()) {
            properties.put("fastener.vocabulary." + feature.name(), Json.write(out -> {
                out.writeStartArray();
                for (String entry : feature.vocabulary().entries()) {
                    out.writeString(entry);
                }
                out.writeEndArray();
            }));
        }
        properties.put("fastener.body", Json.write(out -> writeSeries(out, model.body())));
        properties.put("fastener.head", Json.write(out -> writeHead(out, model.head())));
        Transitions transitions = model.head().transitions();
        if (transitions != null) {
            properties.put("fastener.transitions", base64(transitions.scores().values()));
            properties.put("fastener.transitions.start", base64(transitions.start()));
            properties.put("fastener.transitions.end", base64(transitions.end()));
        }
        if (!model.quantization().matrices().isEmpty()) {
            properties.put(
                    "fastener.quantization",
                    Json.write(
                            out -> writeQuantization(out, model.quantization().matrices())));
        }
        SourceSignature signature = model.signature();
        if (signature != null) {
            properties.put("fastener.signature", Json.write(out -> writeSignature(out, signature)));
        }
        properties.put("fastener.provenance", Json.write(out -> writeProvenance(out, model.provenance())));
        return properties;
    }

    private static void writeTags(JsonGenerator out, TagSet tags) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("labels");
        for (String label : tags.labels()) {
            out.writeString(label);
        }
        out.writeEndArray();
        out.writeStringField("scheme", tags.format().scheme().name());
        out.writeStringField("separator", tags.format().separator());
        out.writeBooleanField("typeFirst", tags.format().typeFirst());
        out.writeEndObject();
    }

    private static void writeText(JsonGenerator out, TextRules text) throws IOException {
        out.writeStartObject();
        out.writeStringField("unit", text.unit().name());
        Segmentation segmentation = text.segmentation();
        if (!segmentation.separators().isEmpty()) {
            out.writeStringField("separators", segmentation.separators());
        }
        if (!segmentation.removed().isEmpty()) {
            out.writeStringField("removed", segmentation.removed());
        }
        if (segmentation.spaces()) {
            out.writeBooleanField("spaces", true);
        }
        out.writeBooleanField("lowercase", text.lowercase() != TextRules.Lowercase.NONE);
        if (text.lowercase() == TextRules.Lowercase.ASCII) {
            out.writeBooleanField("lowercaseAsciiOnly", true);
        }
        out.writeBooleanField("digitsToZero", text.digitsToZero());
        out.writeBooleanField("fullWidthToHalf", text.fullWidthToHalf());
        if (text.padding() instanceof PaddingRule.Masked masked) {
            out.writeStringField("padding", "MASKED");
            out.writeStringField("maskedOutput", masked.output().name());
        } else {
            out.writeStringField("padding", text.padding() instanceof PaddingRule.Visible ? "VISIBLE" : "NONE");
        }
        out.writeStringField("padSide", text.padSide().name());
        out.writeStringField("truncationSide", text.truncationSide().name());
        out.writeNumberField("maxLength", text.maxLength());
        if (text.longTexts() == TextRules.LongTexts.CUT) {
            out.writeStringField("longTexts", "CUT");
        }
        out.writeEndObject();
    }

    private static void writeFeatures(JsonGenerator out, TaggerModel model) throws IOException {
        out.writeStartObject();
        out.writeStringField("join", model.join().name());
        out.writeArrayFieldStart("features");
        for (Feature feature : model.features()) {
            out.writeStartObject();
            out.writeStringField("name", feature.name());
            out.writeStringField("unit", feature.unit().name());
            out.writeNumberField("pad", feature.vocabulary().padId());
            out.writeNumberField("unknown", feature.vocabulary().unknownId());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeSeries(JsonGenerator out, List<Layer> layers) throws IOException {
        out.writeStartArray();
        for (Layer layer : layers) {
            writeLayer(out, layer);
        }
        out.writeEndArray();
    }

    private static void writeLayer(JsonGenerator out, Layer layer) throws IOException {
        out.writeStartObject();
        if (layer instanceof Recurrent recurrent) {
            out.writeStringField("layer", "recurrent");
            out.writeStringField("cell", recurrent.cell().name());
            writeDirection(out, "forward", recurrent.forward());
            writeDirection(out, "backward", recurrent.backward());
            out.writeStringField("merge", recurrent.merge().name());
            out.writeStringField("activation", recurrent.activation().name());
            out.writeStringField(
                    "recurrentActivation", recurrent.recurrentActivation().name());
        } else if (layer instanceof Dense dense) {
            out.writeStringField("layer", "dense");
            out.writeStringField("activation", dense.activation().name());
        } else if (layer instanceof Convolution convolution) {
            out.writeStringField("layer", "convolution");
            out.writeNumberField("width", convolution.width());
            out.writeNumberField("dilation", convolution.dilation());
            out.writeBooleanField("causal", convolution.causal());
            out.writeStringField("activation", convolution.activation().name());
        } else if (layer instanceof Normalization normalization) {
            out.writeStringField("layer", "normalization");
            out.writeStringField("kind", normalization.kind().name());
            out.writeNumberField("epsilon", normalization.epsilon());
        } else {
            Parallel parallel = (Parallel) layer;
            out.writeStringField("layer", "parallel");
            out.writeStringField("merge", parallel.merge().name());
            out.writeArrayFieldStart("branches");
            for (List<Layer> branch : parallel.branches()) {
                writeSeries(out, branch);
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void writeDirection(JsonGenerator out, String name, @Nullable RecurrentWeights weights)
            throws IOException {
        if (weights != null) {
            out.writeObjectFieldStart(name);
            out.writeBooleanField("peepholes", weights.peepholes().length > 0);
            out.writeEndObject();
        }
    }

    private static void writeHead(JsonGenerator out, Head head) throws IOException {
        out.writeStartObject();
        out.writeStringField("decoding", head.decoding().name());
        out.writeBooleanField("overPads", head.overPads());
        out.writeBooleanField("constrained", head.constrained());
        out.writeEndObject();
    }

    private static void writeQuantization(JsonGenerator out, Map<String, MatrixQuantization> matrices)
            throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, MatrixQuantization> entry : new TreeMap<>(matrices).entrySet()) {
            out.writeObjectFieldStart(entry.getKey());
            out.writeStringField("precision", entry.getValue().precision().name());
            out.writeNumberField("activationScale", entry.getValue().activationScale());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void writeSignature(JsonGenerator out, SourceSignature signature) throws IOException {
        out.writeStartObject();
        writeTensors(out, "inputs", signature.inputs());
        writeTensors(out, "outputs", signature.outputs());
        out.writeBooleanField("probabilities", signature.probabilities());
        out.writeEndObject();
    }

    private static void writeTensors(JsonGenerator out, String name, List<SourceSignature.Tensor> tensors)
            throws IOException {
        out.writeArrayFieldStart(name);
        for (SourceSignature.Tensor tensor : tensors) {
            out.writeStartObject();
            out.writeStringField("name", tensor.name());
            out.writeStringField("type", tensor.type());
            out.writeArrayFieldStart("shape");
            for (long dim : tensor.shape()) {
                out.writeNumber(dim);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeProvenance(JsonGenerator out, Provenance provenance) throws IOException {
        out.writeStartObject();
        out.writeStringField("corpus", provenance.corpus());
        out.writeStringField("corpusSha256", provenance.corpusSha256());
        out.writeStringField("licence", provenance.licence());
        writeStrings(out, "settings", provenance.settings());
        out.writeObjectFieldStart("scores");
        for (Map.Entry<String, Double> score : new TreeMap<>(provenance.scores()).entrySet()) {
            out.writeNumberField(score.getKey(), score.getValue());
        }
        out.writeEndObject();
        writeStrings(out, "versions", provenance.versions());
        out.writeEndObject();
    }

    private static void writeStrings(JsonGenerator out, String name, Map<String, String> values) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
            out.writeStringField(value.getKey(), value.getValue());
        }
        out.writeEndObject();
    }

    /** Little-endian fp32, which keeps infinities and each bit. */
    private static String base64(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
