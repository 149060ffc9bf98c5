"""What the fixtures of TensorFlow's files have in common: sentences, recordings as JSON, and zips."""

import json
import os

import numpy as np

import recording
from recording import IDS, LENGTH, LENGTHS, TAGS, padded

FOLDER = os.path.join(recording.RESOURCES, "tensorflow")


def sentences(seed):
    random = np.random.default_rng(seed)
    return [random.integers(1, IDS, n).tolist() for n in LENGTHS]


def record(name, rows, outputs, pads, side="post"):
    """`outputs` [sentences, LENGTH, TAGS]; `pads` is none, masked or visible."""
    with open(os.path.join(FOLDER, name + ".json"), "w") as out:
        json.dump(
            {"ids": rows, "pads": pads, "side": side, "length": LENGTH,
             "outputs": np.asarray(outputs).astype(float).round(9).tolist()},
            out,
        )


def zipped(directory, name):
    recording.zipped(directory, os.path.join(FOLDER, name + ".zip"))
