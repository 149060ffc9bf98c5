"""Masked models of Keras 3.15 and of 3.16, which passes no mask on after a recurrent layer: python keras_masks.py, first in an
environment of keras315-requirements.txt, then in one of keras316-requirements.txt. Each writes its own files, and what it gives for
them; 3.16 also for the files of 3.15: NAME@VERSION-SIDE.json."""

import glob
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras

import recording
from recording import FOLDER, IDS, LENGTH

L = keras.layers
VERSION = ".".join(keras.__version__.split(".")[:2])


def bi(cell, units=3, merge="concat", **settings):
    return L.Bidirectional(cell(units, return_sequences=True, **settings), merge_mode=merge)


def layers(kind):
    if kind == "stack":
        return [bi(L.LSTM), L.Dropout(0.1), bi(L.LSTM), L.Dense(4)]
    if kind == "gru":
        return [bi(L.GRU, merge="sum"), bi(L.GRU, 2, reset_after=False), L.Dense(3)]
    if kind == "before":
        return [bi(L.GRU, reset_after=False, recurrent_activation="hard_sigmoid"), bi(L.LSTM), L.Dense(4)]
    if kind == "time-distributed":
        return [L.TimeDistributed(L.Dense(4)), bi(L.LSTM), L.Dense(4)]
    if kind == "one-way":
        return [L.LSTM(3, return_sequences=True), bi(L.LSTM), L.Dense(4)]
    if kind == "zeros":
        return [L.LSTM(3, return_sequences=True, zero_output_for_mask=True), bi(L.LSTM), L.Dense(4)]
    return [bi(L.LSTM), L.Dense(4)]


def sequential(kind):
    return keras.Sequential(
        [keras.Input((LENGTH,), dtype="int32"), L.Embedding(IDS, 4, mask_zero=True)] + layers(kind))


def functional(kind):
    x = i = keras.Input((LENGTH,), dtype="int32")
    x = L.Embedding(IDS, 4, mask_zero=True)(x)
    if kind == "branches":
        x = L.Concatenate()([bi(L.LSTM)(x), bi(L.GRU, 2)(x)])
        x = L.Dense(4)(bi(L.LSTM)(x))
    else:
        for layer in layers(kind):
            x = layer(x)
    return keras.Model(i, x)


MODELS = {
    "3.15": {
        "stack-3.15.keras": lambda: sequential("stack"),
        "stack-3.15.weights.h5": lambda: sequential("stack"),
        "stack-functional-3.15.keras": lambda: functional("stack"),
        "gru-3.15.h5": lambda: sequential("gru"),
        "time-distributed-3.15.keras": lambda: sequential("time-distributed"),
        "single-3.15.keras": lambda: sequential("single"),
        "one-way-3.15.keras": lambda: sequential("one-way"),
    },
    "3.16": {
        "stack-3.16.h5": lambda: sequential("stack"),
        "stack-functional-3.16.keras": lambda: functional("stack"),
        "before-3.16.keras": lambda: sequential("before"),
        "branches-3.16.keras": lambda: functional("branches"),
        "time-distributed-3.16.h5": lambda: functional("time-distributed"),
        "zeros-3.16.keras": lambda: sequential("zeros"),
    },
}


def main():
    folder = os.path.join(FOLDER, "masks")
    os.makedirs(folder, exist_ok=True)
    for seed, (name, make) in enumerate(MODELS[VERSION].items()):
        keras.backend.clear_session()
        model = make()
        recording.randomise(model, 60 + seed)
        path = os.path.join(folder, name)
        model.save_weights(path) if name.endswith(".weights.h5") else model.save(path)
    for seed, path in enumerate(sorted(glob.glob(os.path.join(folder, "*[5s]")))):
        name = os.path.basename(path)
        if VERSION == "3.15" and "3.16" in name:
            continue
        if name.endswith(".weights.h5"):
            model = sequential("stack")
            model.load_weights(path)
        else:
            model = keras.models.load_model(path)
        for side in ("post", "pre"):
            recording.record(f"masks/{name}@{VERSION}-{side}", model, recording.rows(1, 80 + seed), side, False)


if __name__ == "__main__":
    main()
