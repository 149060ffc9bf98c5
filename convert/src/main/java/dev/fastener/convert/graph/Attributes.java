package dev.fastener.convert.graph;

import dev.fastener.onnx.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** The attributes of an operation (attr_value.proto); shapes have -1 where a size is free. */
final class Attributes {
    private final List<WireWriter> entries = new ArrayList<>();

    Attributes type(String name, Type type) {
        return put(name, new WireWriter().int64(6, type.code()));
    }

    Attributes types(String name, List<Type> types) {
        WireWriter list = new WireWriter();
        types.forEach(type -> list.int64(6, type.code()));
        return put(name, new WireWriter().message(1, list));
    }

    Attributes number(String name, int value) {
        return put(name, new WireWriter().int64(3, value));
    }

    Attributes flag(String name, boolean value) {
        return put(name, new WireWriter().int64(5, value ? 1 : 0));
    }

    Attributes text(String name, String value) {
        return put(name, new WireWriter().string(2, value));
    }

    Attributes shape(String name, List<Integer> shape) {
        return put(name, new WireWriter().message(7, shape(shape)));
    }

    Attributes shapes(String name, List<List<Integer>> shapes) {
        WireWriter list = new WireWriter();
        shapes.forEach(shape -> list.message(7, shape(shape)));
        return put(name, new WireWriter().message(1, list));
    }

    Attributes function(String name, String function) {
        return put(name, new WireWriter().message(10, new WireWriter().string(1, function)));
    }

    /** Of a NodeDef's map. */
    List<WireWriter> entries() {
        return entries;
    }

    static WireWriter shape(List<Integer> sizes) {
        WireWriter shape = new WireWriter();
        sizes.forEach(size -> shape.message(2, new WireWriter().int64(1, size)));
        return shape;
    }

    private Attributes put(String name, WireWriter value) {
        entries.add(new WireWriter().string(1, name).message(2, value));
        return this;
    }
}
