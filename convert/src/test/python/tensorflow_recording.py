"""What the fixtures of TensorFlow's files have in common: sentences, recordings as JSON, and zips."""

import json
import os
import zipfile

import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "tensorflow")
IDS = 11
LENGTH = 7
LENGTHS = [7, 4, 1, 5]
TAGS = 5


def sentences(seed):
    random = np.random.default_rng(seed)
    return [random.integers(1, IDS, n).tolist() for n in LENGTHS]


def padded(rows, side="post"):
    batch = np.zeros((len(rows), LENGTH), "int32")
    for row, ids in zip(batch, rows):
        if side == "pre":
            row[LENGTH - len(ids):] = ids
        else:
            row[: len(ids)] = ids
    return batch


def record(name, rows, outputs, pads, side="post"):
    """`outputs` [sentences, LENGTH, TAGS]; `pads` is none, masked or visible."""
    with open(os.path.join(FOLDER, name + ".json"), "w") as out:
        json.dump(
            {"ids": rows, "pads": pads, "side": side, "length": LENGTH,
             "outputs": np.asarray(outputs).astype(float).round(9).tolist()},
            out,
        )


def zipped(directory, name):
    """All files of a directory as one small one; their dates are all the same."""
    with zipfile.ZipFile(os.path.join(FOLDER, name + ".zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for folder, _, files in sorted(os.walk(directory)):
            for file in sorted(files):
                if file == "fingerprint.pb":
                    continue
                path = os.path.join(folder, file)
                entry = zipfile.ZipInfo(os.path.relpath(path, directory).replace(os.sep, "/"))
                entry.compress_type = zipfile.ZIP_DEFLATED
                with open(path, "rb") as content:
                    out.writestr(entry, content.read())
