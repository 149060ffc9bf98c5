"""Records tf_crf_layer's CRF, whose weights have the names of keras_contrib's but are scores, as those of TensorFlow Addons' layer
before its release were (the same author's, the same source): tf_crf_layer.json.

    python3.11 -m venv env
    env/bin/pip install tensorflow==2.15.1 tensorflow-addons==0.23.0
    env/bin/pip install --no-deps tf-crf-layer==0.2.5
    env/bin/python crf_tf_crf_layer.py
"""

import crf_cases
import numpy as np
import tensorflow_addons as tfa
import tf_crf_layer.layer
from tensorflow.keras.layers import Input, Masking
from tensorflow.keras.models import Model
from tf_crf_layer.layer import CRF

TAGS = crf_cases.TAGS
# Its own copy of this function needs TensorFlow 2.0; the layer in TensorFlow Addons called theirs.
tf_crf_layer.layer.crf_decode = tfa.text.crf_decode


def recorded(rng, name, masked, **settings):
    layer = CRF(TAGS, **settings)
    width = crf_cases.INPUTS if settings.get("use_kernel", True) else TAGS
    source = Input((crf_cases.STEPS, width))
    model = Model(source, layer(Masking(-9.0)(source) if masked else source))
    model.set_weights([crf_cases.numbers(rng, *w.shape) for w in model.get_weights()])
    inputs = crf_cases.numbers(rng, crf_cases.ROWS, crf_cases.STEPS, width)
    mask = crf_cases.mask("post") if masked else None
    if masked:
        inputs[~mask] = -9
    weights = [(w.name, w.numpy()) for w in layer.weights]
    tags = model.predict(inputs, verbose=0)
    return crf_cases.case(name, "CRF", layer.get_config(), weights, inputs, mask, tags)


rng = np.random.RandomState(23)
crf_cases.write(
    "tf_crf_layer.json",
    [
        recorded(rng, "boundary kernel", False),
        recorded(rng, "kernel", False, use_boundary=False),
        recorded(rng, "tanh", False, activation="tanh"),
        recorded(rng, "no bias", False, use_bias=False),
        recorded(rng, "no kernel", False, use_kernel=False),
        recorded(rng, "masked kernel", True, use_boundary=False),
    ],
)
