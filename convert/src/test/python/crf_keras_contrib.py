"""Records keras_contrib's CRF in keras_contrib.json. The real one, with the Keras it was made for:

    python3.7 -m venv env
    env/bin/pip install tensorflow==1.15.5 keras==2.2.4 'h5py<3' 'protobuf<3.21' 'numpy<1.19'
    env/bin/pip install --no-deps git+https://github.com/keras-team/keras-contrib@3fc5ef709e061416f4bc8a92ca3750c824b5d2b0
    env/bin/python crf_keras_contrib.py
"""

import itertools

import crf_cases
import numpy as np
from keras.layers import Input, Masking
from keras.models import Model
from keras_contrib.layers import CRF


def record(rng, name, side, **options):
    layer = CRF(crf_cases.TAGS, **options)
    source = Input((None, crf_cases.INPUTS))
    model = Model(source, layer(Masking(-9.0)(source) if side else source))
    model.set_weights([crf_cases.numbers(rng, *w.shape) for w in model.get_weights()])
    inputs = crf_cases.numbers(rng, crf_cases.ROWS, crf_cases.STEPS, crf_cases.INPUTS)
    mask = crf_cases.mask(side) if side else None
    if side:
        inputs[~mask] = -9
    tags = model.predict(inputs).argmax(-1)
    weights = [(w.name, v) for w, v in zip(layer.weights, layer.get_weights())]
    return crf_cases.case(name, "CRF", layer.get_config(), weights, inputs, mask, tags)


rng = np.random.RandomState(20)
cases = []
for side, boundary, bias in itertools.product((None, "post", "pre"), (True, False), (True, False)):
    if bias or not boundary:
        name = " ".join(filter(None, [side or "no mask", "boundary" * boundary, "bias" * bias]))
        cases.append(record(rng, name, side, use_boundary=boundary, use_bias=bias))
cases.append(record(rng, "tanh", None, activation="tanh"))
cases.append(record(rng, "marginal learning", "post", learn_mode="marginal", test_mode="viterbi"))
for side in (None, "post", "pre"):
    cases.append(record(rng, f"marginal, {side or 'no mask'}", side, learn_mode="marginal"))
crf_cases.write("keras_contrib.json", cases)
