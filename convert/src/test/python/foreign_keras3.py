"""Writes the ONNX fixtures of Keras 3's own export: python foreign_keras3.py, in an environment of keras3-onnx-requirements.txt."""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np

from foreign_recording import FOLDER, IDS, record, rows

L = keras.layers


def export(name, *layers):
    keras.utils.set_random_seed(len(name))
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = ids
    for layer in layers:
        x = layer(x)
    model = keras.Model(ids, x)
    random = np.random.default_rng(len(name))
    for variable in model.weights:
        low = 0.1 if "variance" in variable.path else -0.9
        variable.assign(random.uniform(low, 0.9, variable.shape).astype("float32"))
    model.predict(np.ones((1, 7), "int32"), verbose=0)  # else export says that it was never called
    model.export(os.path.join(FOLDER, name + ".onnx"), format="onnx", verbose=False)
    record(name, rows(len(name)), lambda sentence: model(sentence.astype("int32")).numpy())


def main():
    os.makedirs(FOLDER, exist_ok=True)
    bi = lambda layer, **more: L.Bidirectional(layer(3, return_sequences=True), **more)
    embedding = lambda **more: L.Embedding(IDS, 5, **more)
    export("keras3-lstm", embedding(), bi(L.LSTM), L.Dense(5))
    export("keras3-stack", embedding(), bi(L.LSTM, merge_mode="ave"), L.Dropout(0.5), bi(L.LSTM, merge_mode="mul"), L.Dense(5, "softmax"))
    export("keras3-norms", embedding(), L.LayerNormalization(), bi(L.LSTM), L.BatchNormalization(), L.Dense(5))
    export("keras3-convolutions", embedding(), L.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="tanh"),
           L.Conv1D(4, 2, padding="same"), bi(L.LSTM), L.Dense(5))
    export("keras3-activations", embedding(), bi(L.LSTM), L.Dense(4, "hard_sigmoid"), L.Dense(4, "swish"), L.Dense(5, "sigmoid"))
    export("keras3-masked", embedding(mask_zero=True), L.LSTM(3, return_sequences=True), L.Dense(5))
    export("keras3-gru", embedding(), L.GRU(3, return_sequences=True), L.Dense(5))


if __name__ == "__main__":
    main()
