"""Judges what `fastener convert --to keras` wrote: python back_again.py FOLDER, in environments of keras2-requirements.txt,
keras315-requirements.txt and keras316-requirements.txt, which treat masks in different ways. For each NAME.py of the folder, Keras loads NAME.h5 into the model that NAME.py builds, and its scores and
tags are compared with those in NAME.expected.json, which our own engine gave."""

import importlib.util
import json
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if importlib.util.find_spec("tensorflow") is None:
    os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

TOLERANCE = 1e-5


def judge(folder, name):
    """The largest difference of a score as a share of the largest score, and sentences with other tags."""
    spec = importlib.util.spec_from_file_location("tagger", os.path.join(folder, name + ".py"))
    tagger = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tagger)
    with open(os.path.join(folder, name + ".expected.json")) as file:
        expected = json.load(file)
    model, crf = tagger.load(os.path.join(folder, name + ".h5"))
    padded = tagger.scores(model, *expected["ids"])
    difference, largest = 0.0, 1.0
    for row, ids, scores in zip(padded, expected["ids"][0], expected["scores"]):
        at = tagger.first(ids, len(row))
        difference = max(difference, np.abs(row[at: at + len(ids)] - scores).max())
        largest = max(largest, np.abs(scores).max())
    tags = tagger.tags(model, crf, *expected["ids"])
    return difference / largest, sum(found != path for found, path in zip(tags, expected["tags"]))


def main(folder):
    failed = 0
    for name in sorted(file[:-3] for file in os.listdir(folder) if file.endswith(".py")):
        try:
            difference, others = judge(folder, name)
            passed = difference <= TOLERANCE and others == 0
            print(f"{'ok' if passed else 'WRONG':6}{name}: difference {difference:.1e}, {others} other paths", flush=True)
        except Exception as error:
            passed = False
            print(f"WRONG {name}: {type(error).__name__}: {error}", flush=True)
        failed += not passed
    print(f"Keras {keras.__version__}, {keras.backend.backend()}: {failed} wrong")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1]) else 0)
