"""What the fixtures of keras2.py and keras3.py have in common: weights that are no defaults, and recordings as JSON."""

import json
import os

import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "keras")
IDS = 11
LENGTH = 7
LENGTHS = [7, 4, 1, 5]


def randomise(model, seed):
    """Every weight anew, biases too; variances above 0."""
    random = np.random.default_rng(seed)
    weights = []
    for variable, value in zip(model.weights, model.get_weights()):
        new = random.uniform(-0.9, 0.9, value.shape).astype("float32")
        weights.append(np.abs(new) + 0.3 if "variance" in variable.name else new)
    model.set_weights(weights)


def rows(inputs, seed):
    """Sentences of ids above 0, for each input of as many steps."""
    random = np.random.default_rng(seed + 1000)
    return [[random.integers(1, IDS, n).tolist() for n in LENGTHS] for _ in range(inputs)]


def padded(sentences, side):
    batch = np.zeros((len(sentences), LENGTH), "int32")
    for row, ids in zip(batch, sentences):
        if side == "pre":
            row[LENGTH - len(ids):] = ids
        else:
            row[: len(ids)] = ids
    return batch


def record(file, model, sentences, side, masked):
    """What `model` gives for the padded sentences, beside the file that holds it."""
    batches = [padded(of_input, side) for of_input in sentences]
    outputs = np.asarray(model(batches if len(batches) > 1 else batches[0]))
    with open(os.path.join(FOLDER, file + ".json"), "w") as out:
        json.dump(
            {"ids": sentences, "side": side, "masked": masked, "length": LENGTH, "outputs": outputs.astype(float).round(9).tolist()},
            out,
        )
