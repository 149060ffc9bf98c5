"""Writes the fixtures of SavedModels of Keras, each with what Keras itself gave for a few sentences.

    python -m venv env && env/bin/pip install -r keras2-requirements.txt && env/bin/python tensorflow_saved_models.py
    python -m venv env3 && env3/bin/pip install -r tensorflow3-requirements.txt && env3/bin/python tensorflow_saved_models.py

Keras 2 saves its models with their configuration and exports graphs alone; Keras 3 exports graphs only.
"""

import os
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

from tensorflow_recording import FOLDER, IDS, TAGS, padded, record, sentences, zipped

layers = keras.layers


def sequential(*inner):
    return keras.Sequential([keras.Input((None,), dtype="int32")] + list(inner))


def lstm():
    return sequential(
        layers.Embedding(IDS, 4), layers.Dropout(0.5), layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        layers.TimeDistributed(layers.Dense(TAGS, activation="softmax")))


def masked_gru():
    return sequential(
        layers.Embedding(IDS, 4, mask_zero=True), layers.Bidirectional(layers.GRU(3, return_sequences=True)),
        layers.GRU(3, return_sequences=True, reset_after=False, recurrent_activation="hard_sigmoid"), layers.Dense(TAGS))


def two_branches():
    ids = keras.Input((7,), dtype="int32", name="characters")
    x = layers.Embedding(IDS, 4)(ids)
    left = layers.LSTM(3, return_sequences=True, recurrent_activation="hard_sigmoid")(x)
    right = layers.Dense(3, activation="relu")(x)
    x = layers.Add()([left, right])
    x = layers.Bidirectional(layers.LSTM(2, return_sequences=True), merge_mode="sum")(x)
    return keras.Model(ids, layers.Dense(TAGS)(layers.Concatenate()([x, right])))


def normalised():
    return sequential(
        layers.Embedding(IDS, 4), layers.LSTM(3, return_sequences=True), layers.LayerNormalization(), layers.Dense(TAGS))


def randomise(model, seed):
    random = np.random.default_rng(seed)
    model.set_weights([random.uniform(-0.9, 0.9, w.shape).astype("float32") for w in model.get_weights()])


def write(name, model, seed, pads, save):
    randomise(model, seed)
    rows = sentences(seed)
    outputs = model(padded(rows))
    directory = os.path.join(tempfile.mkdtemp(), "model")
    save(model, directory)
    zipped(directory, name)
    record(name, rows, outputs, pads)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    major = keras.__version__[0]
    for seed, (network, pads) in enumerate(
            [(lstm, "visible"), (masked_gru, "masked"), (two_branches, "visible"), (normalised, "visible")], start=50):
        if major == "2":
            write("keras2_" + network.__name__, network(), seed, pads,
                  lambda model, to: model.save(to, include_optimizer=False, save_traces=False))
        write("keras" + major + "_export_" + network.__name__, network(), seed, pads, lambda model, to: model.export(to))


if __name__ == "__main__":
    main()
