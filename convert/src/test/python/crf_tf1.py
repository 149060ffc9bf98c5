"""Records bert4keras' CRF and the decoders of TF1 in bert4keras.json and tf1.json: bert4keras' own ViterbiDecoder, FoolNLTK's
decode with its start row, tf.contrib.crf.crf_decode. The environment of crf_keras_contrib.py and in it

    env/bin/pip install --no-deps bert4keras==0.11.5 foolnltk==0.1.7
    env/bin/python crf_tf1.py
"""

import crf_cases
import numpy as np
import tensorflow as tf
from bert4keras.backend import K
from bert4keras.layers import ConditionalRandomField
from bert4keras.snippets import ViterbiDecoder
from fool.predictor import decode
from keras.layers import Input
from keras.models import Model

TAGS = crf_cases.TAGS
LENGTHS = crf_cases.LENGTHS


def padded(paths):
    return [list(path) + [0] * (crf_cases.STEPS - len(path)) for path in paths]


def bert4keras(rng, name, multiplier):
    layer = ConditionalRandomField(lr_multiplier=multiplier)
    source = Input((None, TAGS))
    model = Model(source, layer(source))
    model.set_weights([crf_cases.numbers(rng, TAGS, TAGS) / np.float32(multiplier)])
    inputs = crf_cases.numbers(rng, crf_cases.ROWS, crf_cases.STEPS, TAGS)
    decoder = ViterbiDecoder(K.eval(layer.trans))
    tags = padded(decoder.decode(nodes[:n].copy()) for nodes, n in zip(model.predict(inputs), LENGTHS))
    weights = [(w.name, v) for w, v in zip(layer.weights, layer.get_weights())]
    class_name = type(layer).__name__
    return crf_cases.case(name, class_name, layer.get_config(), weights, inputs, crf_cases.mask("post"), tags)


def start_row(rng):
    transitions = crf_cases.numbers(rng, TAGS + 1, TAGS + 1)
    inputs = crf_cases.numbers(rng, crf_cases.ROWS, crf_cases.STEPS, TAGS)
    tags = padded(decode(inputs, transitions, LENGTHS, TAGS))
    weights = [("crf_loss/transitions", transitions), ("crf_loss/transitions/Adam", transitions * 0)]
    return crf_cases.case("start row", "", {}, weights, inputs, crf_cases.mask("post"), tags)


def plain(rng):
    transitions = crf_cases.numbers(rng, TAGS, TAGS)
    inputs = crf_cases.numbers(rng, crf_cases.ROWS, crf_cases.STEPS, TAGS)
    tags, _ = tf.contrib.crf.crf_decode(inputs, transitions, np.array(LENGTHS, np.int32))
    weights = [("transitions", transitions), ("dense/kernel", crf_cases.numbers(rng, TAGS, TAGS))]
    return crf_cases.case("plain", "", {}, weights, inputs, crf_cases.mask("post"), K.eval(tags))


rng = np.random.RandomState(21)
crf_cases.write("bert4keras.json", [bert4keras(rng, "lr_multiplier 1", 1), bert4keras(rng, "lr_multiplier 1000", 1000)])
crf_cases.write("tf1.json", [start_row(rng), plain(rng)])
