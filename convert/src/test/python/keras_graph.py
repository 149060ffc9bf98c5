"""Judges the graphs that dev.fastener.convert.graph writes, in an environment of keras2-requirements.txt.

    python keras_graph.py FOLDER                   # NAME.pb (convert --to tensorflow) against NAME.h5 (convert --to keras)
    python keras_graph.py --save NAME.h5 TARGET    # what tf.keras exports for NAME.h5: a SavedModel
    python keras_graph.py --time FOLDER            # like the first, but times both

tf.keras exports each model, TensorFlow freezes that, and both graphs must have the same operations, as many of each, in the graph
and in the functions of its loops. Both run on padded batches, and their scores must be equal.

Timed are the graph, the SavedModel in a session as TensorFlow Java runs it, both loaded twice, and the SavedModel's signature as
Python calls it; by turns, batches without padding. The two copies of one file show what a difference means."""

import collections
import importlib.util
import os
import sys
import tempfile
import time

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

TOLERANCE = 1e-5
# Freezing leaves some of these behind and takes others away.
WITHOUT_MEANING = {"Const", "Identity", "NoOp", "Placeholder"}
LEAST_CALLS = 12
SECONDS = 6
BATCHES = [(1, 1), (1, 40), (32, 17), (3, 100)]


def save(weights, target):
    spec = importlib.util.spec_from_file_location("tagger", weights[: -len(".h5")] + ".py")
    tagger = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tagger)
    model, _ = tagger.load(weights)
    model.save(target, save_format="tf")
    return model


def operations(nodes):
    return sorted(collections.Counter(node.op for node in nodes if node.op not in WITHOUT_MEANING).items())


def shape(graph):
    """Operations of the graph, calls of functions replaced by what is in them; and those of its loops' functions."""
    functions = {function.signature.name: function.node_def for function in graph.library.function}
    nodes = list(graph.node)
    for node in nodes:
        if node.op == "PartitionedCall":
            nodes += functions[node.attr["f"].func.name]
    nodes = [node for node in nodes if node.op != "PartitionedCall"]
    loops = [node for node in nodes if node.op == "StatelessWhile"]
    parts = [[operations(functions[loop.attr[part].func.name]) for part in ("cond", "body")] for loop in loops]
    return operations(nodes), sorted(parts)


def batches(inputs, rows):
    random = np.random.default_rng(120)
    for sentences, steps in BATCHES:
        lengths = random.integers(1, steps + 1, sentences)
        lengths[0] = steps
        mask = np.arange(steps) < lengths[:, None]
        yield mask, [(random.integers(1, rows, (sentences, steps)) * mask).astype("int32") for _ in range(inputs)]


def graph_def(folder, name):
    graph = tf.compat.v1.GraphDef()
    with open(os.path.join(folder, name + ".pb"), "rb") as file:
        graph.ParseFromString(file.read())
    return graph


def session_of(graph):
    with tf.Graph().as_default():
        tf.graph_util.import_graph_def(graph, name="")
        return tf.compat.v1.Session()


def judge(folder, name):
    """Empty where all is right."""
    with tempfile.TemporaryDirectory() as target:
        model = save(os.path.join(folder, name + ".h5"), target)
        loaded = tf.saved_model.load(target)  # holds the variables
        exported = loaded.signatures["serving_default"]
        frozen = convert_variables_to_constants_v2(exported, lower_control_flow=False).graph.as_graph_def()
    graph = graph_def(folder, name)
    if shape(graph) != shape(frozen):
        return f"other operations: {shape(graph)}\nexpected {shape(frozen)}"
    names = [tensor.name for tensor in model.inputs]
    difference = 0.0
    session = session_of(graph)
    for mask, ids in batches(len(names), model.layers[len(names)].input_dim):
        (expected,) = exported(**{name: tf.constant(row) for name, row in zip(names, ids)}).values()
        found = session.run("Identity:0", {name + ":0": row for name, row in zip(names, ids)})
        expected, found = expected.numpy()[mask], found[mask]
        difference = max(difference, np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))
    print(f"{name}: {sum(count for _, count in shape(graph)[0])} operations, difference {difference:.1e}", flush=True)
    return "" if difference <= TOLERANCE else f"difference {difference:.1e}"


def times(folder, name):
    def ours():
        session = session_of(graph_def(folder, name))
        return lambda ids: session.run("Identity:0", {"input:0": ids})

    def in_session():
        with tf.Graph().as_default():
            session = tf.compat.v1.Session()
            loaded = tf.compat.v1.saved_model.load(session, ["serve"], target)
        signature = loaded.signature_def["serving_default"]
        (given,), (result,) = signature.inputs.values(), signature.outputs.values()
        return lambda ids: session.run(result.name, {given.name: ids})

    def signature():
        loaded = tf.saved_model.load(target)
        return lambda ids: next(iter(loaded.signatures["serving_default"](input=tf.constant(ids)).values())).numpy()

    with tempfile.TemporaryDirectory() as target:
        model = save(os.path.join(folder, name + ".h5"), target)
        runs = {"saved": in_session(), "ours": ours(), "ours again": ours(), "saved again": in_session()}
        runs["signature"] = signature()
    for sentences, steps in [(1, 40), (1, 100), (32, 40), (32, 100)]:
        ids = np.random.default_rng(120).integers(1, model.layers[1].input_dim, (sentences, steps)).astype("int32")
        spent = {key: [] for key in runs}
        for run in list(runs.values()) * 3:
            run(ids)
        start, turn = time.perf_counter(), 0
        while turn < LEAST_CALLS or time.perf_counter() - start < SECONDS:
            keys = list(runs)
            for key in keys[turn % len(keys):] + keys[: turn % len(keys)]:
                before = time.perf_counter()
                runs[key](ids)
                spent[key].append(time.perf_counter() - before)
            turn += 1
        saved = np.array(spent["saved"])
        print(f"{name}, batch {sentences}, {steps} steps, {turn} calls: saved {1000 * np.median(saved):.2f} ms", end="")
        for key in list(runs)[1:]:
            print(f", {key} x {np.median(spent[key] / saved):.3f}", end="")
        print(flush=True)


def models(folder):
    return sorted(file[:-3] for file in os.listdir(folder) if file.endswith(".pb"))


def main(folder):
    wrong = {}
    for name in models(folder):
        reason = judge(folder, name)
        if reason:
            wrong[name] = reason
    for name, reason in wrong.items():
        print(f"WRONG {name}: {reason}")
    print(f"TensorFlow {tf.__version__}: {len(wrong)} wrong")
    return len(wrong)


if __name__ == "__main__":
    if sys.argv[1] == "--save":
        save(*sys.argv[2:])
    elif sys.argv[1] == "--time":
        for name in models(sys.argv[2]):
            times(sys.argv[2], name)
    else:
        sys.exit(1 if main(sys.argv[1]) else 0)
