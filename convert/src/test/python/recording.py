"""What the scripts that make fixtures of Keras have in common: weights that are no defaults, and recordings."""

import json
import os
import zipfile

import numpy as np

RESOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources")
FOLDER = os.path.join(RESOURCES, "keras")
MATRIX = os.path.join(RESOURCES, "matrix")
IDS = 11
TAGS = 5
LENGTH = 7
LENGTHS = [7, 4, 1, 5]


def randomise(model, seed):
    """Every weight anew, biases too; variances above 0."""
    random = np.random.default_rng(seed)
    weights = []
    by_layer = [variable for layer in model.layers for variable in layer.weights]
    # Keras without TensorFlow lists its own variables in another order than their values.
    variables = by_layer if len(by_layer) == len(model.get_weights()) else model.weights
    for variable, value in zip(variables, model.get_weights()):
        new = random.uniform(-0.9, 0.9, value.shape).astype("float32")
        weights.append(np.abs(new) + 0.3 if "variance" in variable.name else new)
    model.set_weights(weights)


def rows(inputs, seed):
    """Sentences of ids above 0, for each input of as many steps."""
    random = np.random.default_rng(seed + 1000)
    return [[random.integers(1, IDS, n).tolist() for n in LENGTHS] for _ in range(inputs)]


def padded(sentences, side="post"):
    batch = np.zeros((len(sentences), LENGTH), "int32")
    for row, ids in zip(batch, sentences):
        if side == "pre":
            row[LENGTH - len(ids):] = ids
        else:
            row[: len(ids)] = ids
    return batch


def save(name, model, side, masked, seed, inputs=1, weights_only=False):
    """`model` with random weights, and what it gives."""
    randomise(model, seed)
    path = os.path.join(FOLDER, name)
    if weights_only:
        model.save_weights(path)
    else:
        model.save(path)
    record(name, model, rows(inputs, seed), side, masked)


def record(file, model, sentences, side, masked):
    """What `model` gives for the padded sentences, beside the file that holds it."""
    batches = [padded(of_input, side) for of_input in sentences]
    outputs = np.asarray(model(batches if len(batches) > 1 else batches[0]))
    with open(os.path.join(FOLDER, file + ".json"), "w") as out:
        json.dump(
            {"ids": sentences, "side": side, "masked": masked, "length": LENGTH, "outputs": outputs.astype(float).round(9).tolist()},
            out,
        )


def zipped(directory, path):
    """All files of a directory as one small one; their dates are all the same."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for folder, _, files in sorted(os.walk(directory)):
            for file in sorted(files):
                if file == "fingerprint.pb":
                    continue
                inside = os.path.join(folder, file)
                entry = zipfile.ZipInfo(os.path.relpath(inside, directory).replace(os.sep, "/"))
                entry.compress_type = zipfile.ZIP_DEFLATED
                with open(inside, "rb") as content:
                    out.writestr(entry, content.read())
