"""Makes the Keras cells of cells.csv and records what Keras gives: `python matrix_keras.py ENVIRONMENT`, which is the beginning
of the containers' names, in these environments:

    keras-2.2   Python 3.7: tensorflow==1.15.5 keras==2.2.4 'h5py<3' 'protobuf<3.21' 'numpy<1.19', and without dependencies
                bert4keras==0.11.5 and keras_contrib at 3fc5ef709e061416f4bc8a92ca3750c824b5d2b0
    keras-2.3   the same with keras==2.3.1
    tf-2.15     that of crf_tf2.py, with tf-crf-layer==0.2.5 (see crf_tf_crf_layer.py); tf-2.15-json the same
    keras-3     that of keras3-requirements.txt
    keras-3.15  that of keras315-requirements.txt
    keras-3.16  that of keras316-requirements.txt

What the environment's archive holds is kept; what is missing is made.
"""

import csv
import os
import shutil
import sys
import tempfile
import zipfile
import zlib

ENVIRONMENT = sys.argv[1]
os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="jax" if ENVIRONMENT == "keras-3" else "tensorflow")
os.environ["JAX_PLATFORMS"] = "cpu"

import numpy as np

import matrix
import recording
from recording import IDS, LENGTH, TAGS

if ENVIRONMENT.startswith("tf-2.15"):
    import tensorflow as tf
    keras = tf.keras
else:
    import keras
L = keras.layers
KERAS3 = ENVIRONMENT.startswith("keras-3")
K = None if KERAS3 else keras.backend
ENDINGS = (".weights.h5", ".h5", ".keras")
PLAIN = ENVIRONMENT in ("keras-2.2", "keras-2.3")


def embedded(mask):
    """Rows of ids looked up, those of id 0 being masked in one of the ways of Keras."""
    ids = L.Input((LENGTH,), dtype="int32", name="ids")
    x = L.Embedding(IDS, 4, mask_zero=mask.startswith("mask-zero"))(ids)
    return ids, L.Masking(0.0)(x) if mask.startswith("masking") else x


# TensorFlow has no QR decomposition in bfloat16, and the weights are made anew anyway.
INITIALIZED = {"recurrent_initializer": "glorot_uniform"} if ENVIRONMENT == "keras-3.15" else {}


def lstm(units, **options):
    return L.LSTM(units, return_sequences=True, **INITIALIZED, **options)


def gru(units, **options):
    return L.GRU(units, return_sequences=True, **INITIALIZED, **options)


def encoded(x, layers, masked):
    if layers == "bilstm":
        return L.Bidirectional(lstm(3))(L.Dropout(0.3)(x))
    if layers == "bigru":
        return L.Bidirectional(gru(3, reset_after=True, recurrent_activation="sigmoid"))(x)
    if layers == "bigru-reset-before":
        return L.Bidirectional(gru(3, reset_after=False))(x)
    if layers == "sum-stack":
        x = L.Bidirectional(lstm(4, recurrent_activation="hard_sigmoid"), merge_mode="sum")(x)
        return lstm(3, recurrent_activation="hard_sigmoid")(L.SpatialDropout1D(0.3)(x))
    if layers == "ave-norm":
        x = L.Bidirectional(gru(4, reset_after=False, recurrent_activation="sigmoid"), merge_mode="ave")(x)
        x = L.BatchNormalization()(x)
        x = x if PLAIN else L.LayerNormalization()(x)
        return lstm(3, recurrent_activation="sigmoid")(x)
    if layers == "mul-relu":
        x = L.Bidirectional(lstm(4, activation="relu", use_bias=False), merge_mode="mul")(x)
        return L.TimeDistributed(L.Dense(3, activation="relu"))(x)
    if layers == "conv":
        convolution = L.Conv1D(4, 3, padding="same")
        return convolution(L.Bidirectional(lstm(3))(x)) if masked else L.Bidirectional(lstm(3))(convolution(x))
    if layers == "branches":
        left = L.Bidirectional(lstm(2))(x)
        right = L.Dense(3, activation="tanh")(x)
        return L.Concatenate()([left, right])
    if layers == "backwards":
        return lstm(3, go_backwards=True)(gru(3, go_backwards=True)(x))
    return L.Bidirectional(cudnn())(x)


def cudnn():
    """Built without a GPU; what it gives is never used."""
    layer = tf.compat.v1.keras.layers.CuDNNLSTM(3, return_sequences=True)
    layer._process_batch = lambda self, x, state: (tf.zeros((tf.shape(x)[0], LENGTH, self.units)), state)
    return layer


class Tagger(object if ENVIRONMENT.startswith("keras-2") else keras.Model):
    """The subclassed tagger of many tutorials, around layers that are built elsewhere."""

    def __init__(self, inner, transitions):
        super().__init__()
        for i, layer in enumerate(inner):
            setattr(self, "layer_%d" % i, layer)
        self.count = len(inner)
        if transitions and KERAS3:
            self.transition_params = self.add_weight(shape=(TAGS, TAGS), name="transition_params")
        elif transitions:
            self.transition_params = tf.Variable(tf.zeros((TAGS, TAGS)))

    def call(self, x):
        for i in range(self.count):
            x = getattr(self, "layer_%d" % i)(x)
        return x


def head(x, crf):
    """The layers from the encoder's output to emissions, and the CRF: (emissions, CRF layer or None)."""
    if crf in ("none", "transitions", "bert4keras", "tfa-no-kernel", "tf2crf", "chain_crf"):
        x = L.Dense(TAGS)(x)
    elif crf == "softmax":
        x = L.Dense(TAGS, activation="softmax")(x)
    return x, crf_layer(crf)


def crf_layer(crf):
    if crf.startswith("keras_contrib"):
        from keras_contrib.layers import CRF
        return CRF(TAGS, use_boundary=crf.endswith("boundary"), learn_mode="marginal" if crf.endswith("marginal") else "join")
    if crf.startswith("tfa") or crf == "keras-crf":
        import tensorflow_addons as tfa
        return tfa.layers.CRF(TAGS, use_boundary=crf in ("tfa-boundary", "keras-crf"), use_kernel=crf != "tfa-no-kernel")
    if crf.startswith("tf2crf"):
        import tf2crf
        return tf2crf.CRF(TAGS if crf.endswith("dense") else None, use_boundary=True)
    if crf == "tf_crf_layer":
        import tensorflow_addons as tfa
        import tf_crf_layer.layer
        tf_crf_layer.layer.crf_decode = tfa.text.crf_decode
        return tf_crf_layer.layer.CRF(TAGS)
    if crf == "chain_crf":
        from delft.utilities.crf_layer import ChainCRF
        return ChainCRF()
    if crf == "bert4keras":
        from bert4keras.layers import ConditionalRandomField
        return ConditionalRandomField(lr_multiplier=10)
    return None


def emissions(layer, crf, x, outputs):
    """What the real layer scores: its own projection of the values that reach it, computed by its own parts."""
    if crf.startswith("keras_contrib"):
        kernel, bias = K.get_value(layer.kernel), K.get_value(layer.bias)
        return -(outputs(x).dot(kernel) + bias)
    if crf == "tf_crf_layer":
        return outputs(x).dot(K.get_value(layer.kernel)) + K.get_value(layer.bias)
    dense = getattr(layer, "_dense_layer", None) or getattr(layer, "dense", None)
    return np.asarray(dense(outputs(x))) if dense is not None else outputs(x)


def viterbi(scores, transitions, rows):
    """tfa.text's decoder, or bert4keras', over the real steps of each row."""
    tags = np.zeros(rows.shape, "int32")
    for row, (nodes, ids) in enumerate(zip(scores, rows)):
        real = np.flatnonzero(ids)
        path = nodes_path(nodes[real[0]: real[-1] + 1], transitions)
        tags[row, real[0]: real[-1] + 1] = path
    return tags


def nodes_path(nodes, transitions):
    if PLAIN:
        from bert4keras.snippets import ViterbiDecoder
        return ViterbiDecoder(transitions).decode(nodes.copy())
    if not KERAS3:
        import tensorflow_addons as tfa
        return tfa.text.viterbi_decode(nodes, transitions)[0]
    best = nodes[0]
    pointers = []
    for node in nodes[1:]:
        moves = best[:, None] + transitions
        pointers.append(moves.argmax(0))
        best = moves.max(0) + node
    path = [int(best.argmax())]
    for pointer in reversed(pointers):
        path.append(int(pointer[path[-1]]))
    return path[::-1]


def table_without_pads(model):
    """Row 0 of zeros: the row that a Masking layer knows."""
    layer = next(each for each in model.layers if type(each).__name__ == "Embedding")
    table = layer.get_weights()[0]
    table[0] = 0
    layer.set_weights([table])


def save(model, container, path):
    if container == "tf-2.15-saved-model":
        model.save(path, save_format="tf", include_optimizer=False, save_traces=False)
    elif container == "tf-2.15-export":
        model.export(path)
    elif "json" in container:
        with open(os.path.join(os.path.dirname(path), "model.json"), "w") as file:
            file.write(model.to_json())
        model.save_weights(path)
    elif "weights" in container or "subclassed" in container:
        model.save_weights(path)
    else:
        model.save(path)


def in_32_bits(model, container, layers, mask, crf):
    """The same layers with the rounded weights: what a model in 16 bits gives beyond its weights is its own rounding."""
    keras.config.set_dtype_policy("float32")
    ids, x = embedded(mask)
    wide = keras.Model(ids, head(encoded(x, layers, mask.startswith("mask")), crf)[0])
    wide.set_weights([np.asarray(weight).astype("float32") for weight in model.get_weights()])
    return ids, wide


def make(container, layers, mask, crf, seed, folder):
    masked = mask.startswith("mask")
    half = next((kind for kind in ("bfloat16", "float16") if kind in container), None)
    if half:
        keras.config.set_dtype_policy(half)
    ids, x = embedded(mask)
    scores, layer = head(encoded(x, layers, masked), crf)
    model = keras.Model(ids, scores if layer is None else layer(scores))
    if container.endswith("subclassed.h5") or crf == "transitions":
        inner = [each for each in model.layers if type(each).__name__ != "InputLayer"]
        model = Tagger(inner, crf == "transitions")
        model(np.ones((1, LENGTH), "int32"))
    recording.randomise(model, seed)
    if mask.startswith("masking"):
        table_without_pads(model)
    rows = recording.padded(recording.rows(1, seed)[0], mask.split("-")[-1])
    path = os.path.join(folder, "model" + next((end for end in ENDINGS if container.endswith(end)), ""))
    save(model, container, path)
    if half:
        ids, model = in_32_bits(model, container, layers, mask, crf)
    if layers == "cudnn":
        ids, x = embedded(mask)
        scores, layer = head(L.Bidirectional(lstm(3))(x), crf)
        saved = os.path.join(tempfile.mkdtemp(), "weights.h5")
        model.save_weights(saved)
        model = keras.Model(ids, scores if layer is None else layer(scores))
        model.load_weights(saved)

    def run(this):
        return this.predict(rows) if PLAIN else this(rows)

    def outputs(tensor):
        return np.asarray(run(model if tensor is None else keras.Model(ids, tensor)))

    results = {"ids": rows}
    if layer is None:
        results["outputs"] = outputs(None)
        if crf == "transitions":
            results["tags"] = viterbi(results["outputs"], np.asarray(model.transition_params), rows)
    else:
        results["outputs"] = emissions(layer, crf, scores, outputs)
        if crf == "bert4keras":
            results["tags"] = viterbi(results["outputs"], K.eval(layer.trans), rows)
        else:
            decoded = run(model)
            decoded = np.asarray(decoded[0] if isinstance(decoded, (list, tuple)) else decoded)
            results["tags"] = decoded.argmax(-1) if decoded.ndim == 3 else decoded
    np.savez(os.path.join(folder, "io.npz"), **results)


def main():
    with open(os.path.join(recording.MATRIX, "cells.csv")) as file:
        cells = [tuple(row) for row in csv.reader(file)][1:]
    folder = tempfile.mkdtemp()
    archive = os.path.join(recording.MATRIX, ENVIRONMENT + ".zip")
    if os.path.exists(archive):
        with zipfile.ZipFile(archive) as known:
            known.extractall(folder)
    for name in set(os.listdir(folder)) - {"_".join(cell) for cell in cells}:
        shutil.rmtree(os.path.join(folder, name))
    for cell in cells:
        inside = os.path.join(folder, "_".join(cell))
        if matrix.environment(cell[0]) == ENVIRONMENT and not os.path.exists(inside):
            os.makedirs(inside)
            make(*cell, seed=zlib.crc32(repr(cell).encode()), folder=inside)
            if K is not None:
                K.clear_session()
    recording.zipped(folder, archive)
    shutil.rmtree(folder)


main()
