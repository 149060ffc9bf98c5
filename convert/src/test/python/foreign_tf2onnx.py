"""Writes the ONNX fixtures of tf2onnx: python foreign_tf2onnx.py, in an environment of tf2onnx-requirements.txt."""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf
import tf2onnx

from foreign_recording import FOLDER, IDS, LENGTH, record, rows

L = tf.keras.layers


def export(name, *layers, length=None, opset=13):
    tf.keras.utils.set_random_seed(len(name))
    ids = L.Input((length,), dtype="int32", name="ids")
    x = ids
    for layer in layers:
        x = layer(x)
    model = tf.keras.Model(ids, x)
    random = np.random.default_rng(len(name))
    model.set_weights([random.uniform(-0.9, 0.9, w.shape).astype("float32") for w in model.get_weights()])
    spec = (tf.TensorSpec((None, length), tf.int32, name="ids"),)
    tf2onnx.convert.from_keras(model, spec, opset=opset, output_path=os.path.join(FOLDER, name + ".onnx"))
    record(name, rows(len(name), length), lambda sentence: model(sentence.astype("int32")).numpy())


def main():
    os.makedirs(FOLDER, exist_ok=True)
    bi = lambda layer, **more: L.Bidirectional(layer(3, return_sequences=True), **more)
    export("tf2onnx-lstm", L.Embedding(IDS, 5), bi(L.LSTM), L.Dense(5))
    export("tf2onnx-stack", L.Embedding(IDS, 5), bi(L.LSTM), bi(L.LSTM), L.TimeDistributed(L.Dense(5, activation="softmax")))
    export("tf2onnx-gru", L.Embedding(IDS, 5), bi(L.GRU), L.Dense(4, activation="tanh"), L.Dense(5), length=LENGTH)
    export("tf2onnx-forward", L.Embedding(IDS, 5), L.LSTM(3, return_sequences=True), L.Dense(5, activation="softmax"))
    export("tf2onnx-masked", L.Embedding(IDS, 5, mask_zero=True), bi(L.LSTM), L.Dense(5))


if __name__ == "__main__":
    main()
