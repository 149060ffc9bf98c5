"""What foreign_torch.py and foreign_tf2onnx.py have in common: rows of ids, and what the source gave for each, as .npz."""

import os

import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "onnx")
IDS = 12
LENGTH = 7


def rows(seed, length=None):
    """Sentences of ids above 0."""
    random = np.random.default_rng(seed)
    lengths = [length] * 4 if length else [7, 4, 1, 5]
    return [random.integers(1, IDS, n) for n in lengths]


def record(name, sentences, run):
    """Pads with 0 behind; `run` gets one sentence, [1, steps], and gives its outputs, [1, steps, tags]."""
    outputs = [np.asarray(run(ids[None].astype("int64")))[0] for ids in sentences]
    longest = max(len(ids) for ids in sentences)
    ids = np.zeros((len(sentences), longest), "int32")
    padded = np.zeros((len(sentences), longest, outputs[0].shape[-1]), "float32")
    for row, (sentence, output) in enumerate(zip(sentences, outputs)):
        ids[row, : len(sentence)] = sentence
        padded[row, : len(sentence)] = output
    np.savez(os.path.join(FOLDER, name + ".npz"), ids=ids, outputs=padded, lengths=np.array([len(s) for s in sentences]))
