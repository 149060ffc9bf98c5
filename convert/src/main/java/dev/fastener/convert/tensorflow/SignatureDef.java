package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ServedSignature;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.SourceSignature.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A SignatureDef (meta_graph.proto): the names by which a SavedModel's clients know its tensors. */
record SignatureDef(List<Tensor> inputs, List<Tensor> outputs) {
    static SignatureDef read(Message signature) {
        return new SignatureDef(tensors(signature.map(1)), tensors(signature.map(2)));
    }

    /** With the network's own tensors first. */
    SourceSignature of(SourceNetwork network) {
        return ServedSignature.of(inputs, outputs, network);
    }

    /** Of TensorInfo by name. */
    private static List<Tensor> tensors(Map<String, Message> infos) {
        List<Tensor> tensors = new ArrayList<>();
        infos.forEach((name, info) -> {
            List<Long> shape = new ArrayList<>();
            info.message(3).messages(2).forEach(size -> shape.add(size.number(1)));
            tensors.add(new Tensor(name, type(info.number(2)), shape));
        });
        return tensors;
    }

    /** Of a DataType (types.proto). */
    private static String type(long type) {
        return switch ((int) type) {
            case 1 -> "float32";
            case 2 -> "float64";
            case 3 -> "int32";
            case 7 -> "string";
            case 9 -> "int64";
            case 10 -> "bool";
            case 14 -> "bfloat16";
            case 19 -> "float16";
            default -> "type " + type;
        };
    }
}
