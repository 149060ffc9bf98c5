"""What the crf_*.py scripts share: small numbers and the form of a recorded case."""

import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent.parent / "resources/dev/fastener/convert/crf"
ROWS, STEPS, INPUTS, TAGS = 6, 8, 6, 5
LENGTHS = [8, 1, 2, 5, 7, 3]


def numbers(rng, *shape):
    """Numbers of three decimals: exact enough for one best path, short as text."""
    return rng.normal(size=shape).round(3).astype(np.float32)


def mask(side):
    """[rows, steps], one row full, one of a single step."""
    rows = np.zeros((ROWS, STEPS), bool)
    for row, length in zip(rows, LENGTHS):
        row[STEPS - length if side == "pre" else 0 : STEPS if side == "pre" else length] = True
    return rows


def case(name, class_name, config, weights, inputs, mask, tags):
    """weights: (name, array) in the order of a file; mask: None where no mask reaches the layer."""
    return {
        "name": name,
        "className": class_name,
        "config": json.loads(json.dumps(config, default=str)),
        "weights": [{"name": n, "shape": list(w.shape), "values": flat(w)} for n, w in weights],
        "inputs": {"shape": list(inputs.shape), "values": flat(inputs)},
        "mask": None if mask is None else mask.astype(int).tolist(),
        "tags": np.asarray(tags).astype(int).tolist(),
    }


def flat(values):
    return [float(str(v)) for v in np.asarray(values, np.float32).ravel()]


def write(name, cases):
    text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    (FOLDER / name).write_text("[\n" + text + "\n]\n", encoding="utf-8")
