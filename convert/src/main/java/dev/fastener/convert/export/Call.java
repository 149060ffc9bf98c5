package dev.fastener.convert.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * One call of a layer in the Python source. Each layer is called once.
 *
 * @param variable that holds its result
 * @param weights of the layer; without tensors where it has none
 * @param inputs calls whose results it reads, in order
 */
record Call(String variable, KerasWeights weights, List<Call> inputs) {
    /**
     * The weights up to {@code output} in the order of Keras' {@code model.layers}, which is the order in which {@code
     * load_weights} hands them out: by the longest way to the output, the longest first; among equal ones by a walk from the
     * output back, each call before its inputs.
     */
    static List<KerasWeights> inOrderOfKeras(Call output) {
        Map<Call, Integer> places = new IdentityHashMap<>();
        List<Call> finished = new ArrayList<>();
        walk(output, places, finished);
        Map<Call, Integer> distances = new IdentityHashMap<>();
        // Each call stands behind its inputs, so backwards all that read it are known before it.
        for (int i = finished.size() - 1; i >= 0; i--) {
            Call call = finished.get(i);
            int distance = distances.getOrDefault(call, 0);
            distances.put(call, distance);
            call.inputs.forEach(input -> distances.merge(input, distance + 1, Math::max));
        }
        return finished.stream()
                .filter(call -> !call.weights.tensors().isEmpty())
                .sorted(Comparator.<Call>comparingInt(call -> -distances.getOrDefault(call, 0))
                        .thenComparingInt(call -> places.getOrDefault(call, 0)))
                .map(Call::weights)
                .toList();
    }

    private static void walk(Call call, Map<Call, Integer> places, List<Call> finished) {
        if (places.putIfAbsent(call, places.size()) != null) {
            return;
        }
        call.inputs.forEach(input -> walk(input, places, finished));
        finished.add(call);
    }
}
