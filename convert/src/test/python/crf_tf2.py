"""Records the CRFs of tf.keras: TensorFlow Addons', tf2crf's, keras-crf's and DeLFT's ChainCRF, in addons.json, tf2crf.json,
keras_crf.json and chain_crf.json.

    python3.11 -m venv env
    env/bin/pip install tensorflow==2.15.1 tensorflow-addons==0.23.0
    env/bin/pip install --no-deps tf2crf==0.1.32 keras-crf==0.3.0 delft==0.3.4
    env/bin/python crf_tf2.py
"""

import itertools

import crf_cases
import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa
import tf2crf
from delft.utilities.crf_layer import ChainCRF
from keras_crf import CRFModel
from tensorflow.keras.layers import Input, Masking
from tensorflow.keras.models import Model

TAGS = crf_cases.TAGS


def base(width, masked):
    source = Input((crf_cases.STEPS, width))
    return source, Masking(-9.0)(source) if masked else source


def recorded(rng, name, model, layer, width, masked, tags_of, class_name):
    model.set_weights([crf_cases.numbers(rng, *w.shape) for w in model.get_weights()])
    inputs = crf_cases.numbers(rng, crf_cases.ROWS, crf_cases.STEPS, width)
    mask = crf_cases.mask("post") if masked else None
    if masked:
        inputs[~mask] = -9
    weights = [(w.name, w.numpy()) for w in layer.weights]
    config = layer.get_config()
    tags = tags_of(model.predict(inputs, verbose=0))
    return crf_cases.case(name, class_name, config, weights, inputs, mask, tags)


def addons(rng, masked, boundary, kernel):
    layer = tfa.layers.CRF(TAGS, use_boundary=boundary, use_kernel=kernel)
    width = crf_cases.INPUTS if kernel else TAGS
    source, x = base(width, masked)
    name = " ".join(filter(None, ["masked" * masked, "boundary" * boundary, "kernel" * kernel])) or "plain"
    return recorded(rng, name, Model(source, layer(x)), layer, width, masked, lambda out: out[0], "Addons>CRF")


def tf2(rng, masked, boundary, units):
    layer = tf2crf.CRF(units, use_boundary=boundary)
    width = crf_cases.INPUTS if units else TAGS
    source, x = base(width, masked)
    name = " ".join(filter(None, ["masked" * masked, "boundary" * boundary, "dense" * bool(units)])) or "plain"
    return recorded(rng, name, Model(source, layer(x)), layer, width, masked, lambda out: out[0], "CRF")


def keras_crf(rng, masked):
    source, x = base(crf_cases.INPUTS, masked)
    model = CRFModel(Model(source, x), TAGS)
    name = "masked" if masked else "plain"
    return recorded(rng, name, model, model.crf, crf_cases.INPUTS, masked, lambda out: out[0], "Addons>CRF")


def chain(rng, masked):
    layer = ChainCRF()
    source, x = base(TAGS, masked)
    name = "masked" if masked else "plain"
    return recorded(
        rng, name, Model(source, layer(x)), layer, TAGS, masked, lambda out: out.argmax(-1), "ChainCRF"
    )


rng = np.random.RandomState(22)
three = list(itertools.product((True, False), repeat=3))
crf_cases.write("addons.json", [addons(rng, *options) for options in three])
crf_cases.write("tf2crf.json", [tf2(rng, m, b, TAGS if d else None) for m, b, d in three])
crf_cases.write("keras_crf.json", [keras_crf(rng, m) for m in (True, False)])
crf_cases.write("chain_crf.json", [chain(rng, m) for m in (True, False)])
