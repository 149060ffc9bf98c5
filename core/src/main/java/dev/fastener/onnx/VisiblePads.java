package dev.fastener.onnx;

/** Pads are ordinary inputs: the caller fills each row up to the maximum length, and the graph has nothing to do. */
record VisiblePads(Nodes nodes) implements Pads {
    @Override
    public String ids(String feature) {
        return feature;
    }

    @Override
    public String lengths() {
        return "";
    }

    @Override
    public String compact(String path, String x) {
        return x;
    }

    @Override
    public String expand(String path, String y, boolean forward, boolean backward) {
        return y;
    }

    @Override
    public String zeroed(String path, String x) {
        return x;
    }

    @Override
    public void output(String x, String name) {
        Pads.swapped(nodes, name, x);
    }
}
