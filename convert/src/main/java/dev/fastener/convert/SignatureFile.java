package dev.fastener.convert;

import dev.fastener.convert.json.JsonTree;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.SourceSignature.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names under which a source was served, as TensorFlow Serving gives them: what {@code GET /v1/models/NAME/metadata} answers
 * (a SignatureDefMap in protobuf's JSON), or one signature of it, {@code {"inputs": {NAME: {"dtype": "DT_INT32", "tensor_shape":
 * {"dim": [{"size": "-1"}, {"size": "100"}]}}}, "outputs": {...}}}.
 */
public final class SignatureFile {
    private static final String SERVING = "serving_default";
    private static final int LARGEST = 1 << 20;
    private static final int MOST_AXES = 8;

    private final String file;

    private SignatureFile(String file) {
        this.file = file;
    }

    /**
     * The signature, its ids in the order of the network's inputs and its emissions first.
     *
     * @throws ConversionException where it is of another form, or not of this network
     */
    public static SourceSignature read(Path path, SourceNetwork network) {
        String json;
        try {
            if (Files.size(path) > LARGEST) {
                throw new ConversionException(
                        path + ": expected a signature of at most 1 MiB, found " + Files.size(path) + " bytes");
            }
            json = Files.readString(path);
        } catch (IOException e) {
            throw new ConversionException(path + ": can't be read as text (" + e.getMessage() + ")", e);
        }
        SignatureFile file = new SignatureFile(path.toString());
        Map<?, ?> signature = file.signature(JsonTree.readObject(file.file, json));
        List<Tensor> inputs = file.tensors(signature, "inputs");
        List<Tensor> outputs = file.tensors(signature, "outputs");
        SourceSignature served = ServedSignature.of(inputs, outputs, network);
        for (int i = 0; i < network.inputs().size(); i++) {
            Tensor ids = served.inputs().get(i);
            file.require(
                    inputs.contains(ids) && ServedSignature.mayBeIds(ids),
                    "an input of ids [batch, steps] called " + ids.name(),
                    inputs);
        }
        Tensor emissions = served.outputs().get(0);
        boolean fitting = outputs.contains(emissions) && ServedSignature.mayBeEmissions(emissions, network);
        file.require(fitting, "one output of floats [batch, steps, " + network.tags() + "]", outputs);
        return served;
    }

    private void require(boolean fits, String expected, List<Tensor> found) {
        if (!fits) {
            throw new ConversionException(file + ": expected " + expected + ", found "
                    + found.stream()
                            .map(tensor -> tensor.name() + " " + tensor.type() + " " + tensor.shape())
                            .toList());
        }
    }

    /** Inside what the server wraps around it. */
    private Map<?, ?> signature(Map<?, ?> json) {
        Map<?, ?> at = json;
        for (String key : List.of("metadata", "signature_def", "signature_def")) {
            at = at.get(key) instanceof Map<?, ?> inner ? inner : at;
        }
        if (at.containsKey("inputs")) {
            return at;
        }
        Object signature = at.size() == 1 ? at.values().iterator().next() : at.get(SERVING);
        if (signature instanceof Map<?, ?> map && map.containsKey("inputs")) {
            return map;
        }
        throw new ConversionException(
                file + ": expected the answer of TensorFlow Serving to GET /v1/models/NAME/metadata,"
                        + " with the signature " + SERVING + ", found the keys " + at.keySet());
    }

    private List<Tensor> tensors(Map<?, ?> signature, String which) {
        if (!(signature.get(which) instanceof Map<?, ?> named)) {
            throw new ConversionException(file + ": expected " + which + " by name, found " + signature.get(which));
        }
        List<Tensor> tensors = new ArrayList<>();
        named.forEach((name, tensor) -> tensors.add(tensor(String.valueOf(name), tensor)));
        return tensors;
    }

    private Tensor tensor(String name, @Nullable Object json) {
        if (!(json instanceof Map<?, ?> info) || !(info.get("dtype") instanceof String type)) {
            throw new ConversionException(
                    file + ", " + name + ": expected {\"dtype\": \"DT_INT32\", \"tensor_shape\": ...}, found " + json);
        }
        List<Long> shape = new ArrayList<>();
        if (info.get("tensor_shape") instanceof Map<?, ?> proto && proto.get("dim") instanceof List<?> axes) {
            if (axes.size() > MOST_AXES) {
                throw new ConversionException(
                        file + ", " + name + ": expected at most " + MOST_AXES + " axes, found " + axes.size());
            }
            axes.forEach(axis -> shape.add(size(name, axis)));
        }
        return new Tensor(name, type(type), shape);
    }

    /** protobuf writes 64-bit numbers as text. */
    private long size(String name, @Nullable Object axis) {
        String size = axis instanceof Map<?, ?> map ? String.valueOf(map.get("size")) : "";
        if (!size.matches("-1|\\d{1,15}")) {
            throw new ConversionException(
                    file + ", " + name + ": expected an axis as {\"size\": \"-1\"}, found " + axis);
        }
        return Long.parseLong(size);
    }

    /** "DT_FLOAT" is what everybody else calls float32. */
    private static String type(String name) {
        String type = name.replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
        return switch (type) {
            case "float" -> "float32";
            case "double" -> "float64";
            case "half" -> "float16";
            default -> type;
        };
    }
}
