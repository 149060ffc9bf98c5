"""tf2onnx beside `fastener convert` on the same tf.keras model: both files on ONNX Runtime, compared and timed by turns.

    python -m venv env && env/bin/pip install -r tf2onnx-requirements.txt
    env/bin/python tf2onnx_peer.py make FOLDER           # masked.h5, unmasked.h5 and tf2onnx's files of them
    for m in masked unmasked; do
        fastener convert FOLDER/$m.h5 --vocab FOLDER/vocab.json --tags FOLDER/tags.json --unk 1 --padding post --crf none --out FOLDER/$m.onnx
    done
    env/bin/python tf2onnx_peer.py compare FOLDER        # [--threads 1 --rounds 30 --batch 1,32]

`compare` ends with 1 where the emissions of real steps differ by more than 1e-5 of the largest.
"""

import argparse
import json
import os
import statistics
import sys
import time

os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3")

import numpy as np

WORDS, TAGS, LENGTH = 4000, 9, 100
TOLERANCE = 1e-5
NAMES = ("masked", "unmasked")


def make(folder):
    import tensorflow as tf
    import tf2onnx
    layers = tf.keras.layers
    os.makedirs(folder, exist_ok=True)
    tf.keras.utils.set_random_seed(1)
    for name in NAMES:
        model = tf.keras.Sequential([
            layers.Embedding(WORDS, 100, mask_zero=name == "masked", input_length=LENGTH),
            layers.Bidirectional(layers.LSTM(128, return_sequences=True)),
            layers.Dense(TAGS),
        ])
        # Not as it is initialised: scores would be so small that no difference showed.
        random = np.random.default_rng(7)
        model.set_weights([random.uniform(-0.3, 0.3, value.shape).astype("float32") for value in model.get_weights()])
        signature = [tf.TensorSpec((None, LENGTH), tf.float32, name="input")]
        model.save(os.path.join(folder, name + ".h5"))
        tf2onnx.convert.from_keras(model, signature, opset=14, output_path=os.path.join(folder, name + "-tf2onnx.onnx"))
        np.save(os.path.join(folder, name + ".npy"), model.predict(rows(8, 1), verbose=0))
    with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8") as out:
        json.dump({"<PAD>": 0, "<UNK>": 1, **{chr(0x4E00 + i): i for i in range(2, WORDS)}}, out)
    with open(os.path.join(folder, "tags.json"), "w", encoding="utf-8") as out:
        json.dump({"O": 0, **{f"{part}-{kind}": 1 + 2 * i + j for i, kind in enumerate("ABCD") for j, part in enumerate("BI")}}, out)


def rows(count, seed):
    """Sentences of 10 to LENGTH ids, padded on the right."""
    random = np.random.default_rng(seed)
    batch = np.zeros((count, LENGTH), "int32")
    for row in batch:
        length = random.integers(10, LENGTH + 1)
        row[:length] = random.integers(1, WORDS, length)
    return batch


def session(path, threads):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def runner(path, threads):
    import onnx
    sess = session(path, threads)
    (source,) = sess.get_inputs()
    kind = np.float32 if source.type == "tensor(float)" else np.int32
    nodes = {node.op_type for node in onnx.load(path).graph.node}
    return lambda ids: sess.run(None, {source.name: ids.astype(kind)})[0], ", ".join(sorted(nodes & {"Loop", "LSTM", "Scan"}))


def alone(run, ids):
    """Each row by itself: ONNX Runtime's LSTM and a Loop of products give the same bits for batches, other ones for one row."""
    return np.concatenate([run(ids[row: row + 1]) for row in range(len(ids))])


def difference(found, expected, ids):
    """Largest of a real step, as a share of the largest value or 1; our file gives nothing of meaning at masked pads."""
    real = ids != 0
    return np.abs(found[real] - expected[real]).max() / max(1, np.abs(expected[real]).max())


def compare(folder, threads, rounds, batches):
    worst = 0
    for name in NAMES:
        ours, our_nodes = runner(os.path.join(folder, name + ".onnx"), threads)
        theirs, their_nodes = runner(os.path.join(folder, name + "-tf2onnx.onnx"), threads)
        ids = rows(8, 1)
        keras = np.load(os.path.join(folder, name + ".npy"))
        for how, found, other in (("a batch", ours(ids), theirs(ids)), ("rows alone", alone(ours, ids), alone(theirs, ids))):
            differences = [difference(found, other, ids), difference(found, keras, ids), difference(other, keras, ids)]
            worst = max(worst, *differences[:2])
            print(f"{name}, {how}: ours ({our_nodes}) to tf2onnx ({their_nodes}) {differences[0]:.1e}, ours to Keras"
                  f" {differences[1]:.1e}, tf2onnx to Keras {differences[2]:.1e}")
        for batch in batches:
            ids = rows(batch, 2)
            times = {"ours": [], "tf2onnx": []}
            for turn in range(rounds + 3):
                for label, run in (("ours", ours), ("tf2onnx", theirs)):
                    begin = time.perf_counter()
                    run(ids)
                    if turn >= 3:
                        times[label].append((time.perf_counter() - begin) * 1000)
            medians = {label: statistics.median(values) for label, values in times.items()}
            print(f"  batch {batch}: ours {medians['ours']:.2f} ms, tf2onnx {medians['tf2onnx']:.2f} ms,"
                  f" {medians['tf2onnx'] / medians['ours']:.1f} times (medians of {rounds}, by turns, {threads} threads)")
    return worst <= TOLERANCE


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["make", "compare"])
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--batch", default="1,32")
    options = parser.parse_args()
    if options.command == "make":
        make(options.folder)
    elif not compare(options.folder, options.threads, options.rounds, [int(size) for size in options.batch.split(",")]):
        print("the emissions differ", file=sys.stderr)
        sys.exit(1)


main()
