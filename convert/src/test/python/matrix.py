"""The cells of the matrix container x layers x mask x CRF: every pair of two kinds that can be, in as few models as a greedy
search finds. `python matrix.py` brings ../resources/matrix/cells.csv up to date, keeping what can still be;
matrix_keras.py and matrix_tf1.py make the models."""

import csv
import itertools
import os

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "matrix", "cells.csv")

KERAS1 = ["keras-2.2.h5", "keras-2.3.h5"]
TF_KERAS = ["tf-2.15.h5", "tf-2.15-weights.h5", "tf-2.15-subclassed.h5", "tf-2.15.weights.h5", "tf-2.15.keras"]
SAVED = ["tf-2.15-saved-model", "tf-2.15-export"]
KERAS3 = ["keras-3.h5", "keras-3.keras", "keras-3.weights.h5", "keras-3.16.h5", "keras-3.16.keras", "keras-3.16.weights.h5"]
HALVES = ["keras-3.15-bfloat16.keras", "keras-3.15-bfloat16.h5", "keras-3.15-float16.keras"]
PAIRS = ["keras-3.15-json.weights.h5", "tf-2.15-json.h5"]
TF1 = ["tf1-checkpoint", "tf1-frozen.pb", "tf1-frozen.pbtxt"]
CONTAINERS = KERAS1 + TF_KERAS + SAVED + KERAS3 + HALVES + PAIRS + TF1
ALONE = ["tf-2.15-weights.h5", "tf-2.15-subclassed.h5", "tf-2.15.weights.h5", "keras-3.weights.h5", "keras-3.16.weights.h5"]
# Each is made by one run of matrix_keras.py or matrix_tf1.py, and kept in one archive.
ENVIRONMENTS = ["keras-2.2", "keras-2.3", "tf-2.15", "tf-2.15-json", "keras-3", "keras-3.15", "keras-3.16", "tf1"]
LAYERS = ["bilstm", "bigru", "bigru-reset-before", "sum-stack", "ave-norm", "mul-relu", "conv", "branches", "backwards", "cudnn"]
MASKS = ["visible-post", "visible-pre", "mask-zero-post", "mask-zero-pre", "masking-post", "lengths"]
CONTRIB = ["keras_contrib-join", "keras_contrib-marginal", "keras_contrib-boundary"]
ADDONS = ["tfa", "tfa-no-kernel", "tfa-boundary", "tf2crf", "tf2crf-dense", "keras-crf", "tf_crf_layer"]
CRFS = ["none", "softmax"] + CONTRIB + ADDONS + ["bert4keras", "chain_crf", "transitions", "start-row"]


def environment(container):
    return max((name for name in ENVIRONMENTS if container.startswith(name)), key=len)


def can_be(container, layers, mask, crf):
    """Whether the sources can make it, and their files hold enough to tell what it is."""
    masked = mask.startswith("mask")
    if container in TF1:
        return (layers in ("bilstm", "bigru-reset-before", "sum-stack") and mask in ("lengths", "visible-post")
                and crf in ("none", "softmax", "transitions", "start-row"))
    if mask == "lengths" or crf == "start-row":
        return False
    if container in HALVES + PAIRS:  # forms of files that are read elsewhere with all layers
        return (layers in ("bilstm", "branches") + (("sum-stack",) if container in PAIRS else ("conv",))
                and mask in ("visible-post", "mask-zero-post")
                and crf in ("none", "softmax") + (("tfa",) if container.startswith("tf") else ()))
    if crf in CONTRIB or crf == "bert4keras":
        if container not in KERAS1:
            return False
    elif crf in ADDONS or crf == "chain_crf":
        if container not in TF_KERAS + SAVED[:1]:
            return False
    elif crf == "transitions" and container not in ("tf-2.15-subclassed.h5", "keras-3.weights.h5", "keras-3.16.weights.h5"):
        return False
    if layers == "cudnn" and (masked or container not in ("tf-2.15.h5", "tf-2.15.keras")):
        return False  # no GPU here: Keras' own loading of the weights into plain layers is the judge
    if layers == "conv" and masked and container in KERAS1:
        return False  # Conv1D of these refuses a mask
    if layers == "backwards" and masked:
        return False  # the mask isn't reversed with the steps: refused
    if container in ALONE and layers in ("branches", "backwards", "mul-relu", "cudnn"):
        return False  # no chain, or nothing in the weights that tells
    if crf in ADDONS and masked and mask.endswith("pre"):
        return False  # TensorFlow Addons refuses it
    if crf == "keras-crf" and container not in ("tf-2.15-weights.h5", "tf-2.15-subclassed.h5"):
        return False  # its model is subclassed
    if container == "tf-2.15-export" and (mask == "masking-post" or layers in ("ave-norm", "conv")):
        return False  # a graph of normalisations, convolutions or Masking: refused
    if container == "keras-2.3.h5" and crf in CONTRIB and layers == "branches" and masked:
        return False  # keras_contrib fails on the mask of Concatenate there
    if container == "keras-3.16.weights.h5" and masked and layers in ("sum-stack", "ave-norm") and mask.endswith("post"):
        return False  # the second layer goes from left to right: the recording can't tell which mask reaches it, nor must it
    if crf == "tf_crf_layer" and container == "tf-2.15-saved-model":
        return False  # it can't be saved there
    return True


def pairs(cell):
    return set(itertools.combinations(cell, 2))


def cells(known):
    possible = [cell for cell in itertools.product(CONTAINERS, LAYERS, MASKS, CRFS) if can_be(*cell)]
    chosen = [cell for cell in known if cell in possible]
    left = set().union(*map(pairs, possible)) - set().union(*map(pairs, chosen))
    while left:
        best = max(possible, key=lambda cell: len(pairs(cell) & left))
        chosen.append(best)
        left -= pairs(best)
    return sorted(chosen, key=lambda cell: [kind.index(level) for kind, level in zip((CONTAINERS, LAYERS, MASKS, CRFS), cell)])


def main():
    with open(FILE) as file:
        known = [tuple(row) for row in csv.reader(file)][1:]
    with open(FILE, "w") as file:
        file.write("\n".join(map(",".join, [("container", "layers", "mask", "crf")] + cells(known))) + "\n")


if __name__ == "__main__":
    main()
