"""Writes the fixtures of Keras 3: python keras3.py, in an environment of keras3-requirements.txt."""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras
import numpy as np

import recording
from recording import IDS, LENGTH, save

L = keras.layers


def ids(name="ids", length=LENGTH):
    return L.Input((length,), dtype="int32", name=name)


def bi_lstm():
    x = i = ids()
    x = L.Embedding(IDS, 4, mask_zero=True, name="characters")(x)
    x = L.GaussianNoise(0.1)(x)
    x = L.Bidirectional(L.LSTM(3, return_sequences=True), name="encoder")(x)
    x = L.Dropout(0.3)(x)
    return keras.Model(i, L.TimeDistributed(L.Dense(5, activation="softmax"))(x))


def bi_gru(merge, reset_after, masked):
    return keras.Sequential([
        L.Input((LENGTH,)),
        L.Embedding(IDS, 3, mask_zero=masked),
        L.Bidirectional(
            L.GRU(5, return_sequences=True, reset_after=reset_after, recurrent_activation="hard_sigmoid"), merge_mode=merge),
        L.Dense(4, activation="tanh"),
        L.Dense(3),
    ])


def stack():
    x = i = ids(length=None)
    x = L.Embedding(IDS, 3, mask_zero=True)(x)
    x = L.Bidirectional(L.LSTM(4, return_sequences=True, use_bias=False), merge_mode="ave")(x)
    x = L.LayerNormalization(scale=False)(x)
    x = L.GRU(5, return_sequences=True)(x)
    x = L.BatchNormalization()(x)
    x = L.Activation("relu")(x)
    x = L.LSTM(3, return_sequences=True, recurrent_activation="hard_sigmoid")(x)
    return keras.Model(i, L.Dense(2, activation="sigmoid")(x))


def backwards_twice():
    return keras.Sequential([
        L.Input((LENGTH,)),
        L.Embedding(IDS, 3),
        L.LSTM(4, return_sequences=True, go_backwards=True),
        L.LSTM(3, return_sequences=True, go_backwards=True),
        L.Dense(4),
    ])


def convolution():
    x = i = ids()
    x = L.Embedding(IDS, 3)(x)
    left = L.Conv1D(4, 2, padding="same", activation="relu")(x)
    right = L.Conv1D(4, 3, padding="same", dilation_rate=2)(x)
    x = L.Multiply()([left, right])
    x = L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode="mul")(x)
    return keras.Model(i, L.Dense(3)(x))


def residual():
    a, b = ids("chars"), ids("words")
    x = L.Add()([L.Embedding(IDS, 4, mask_zero=True)(a), L.Embedding(IDS, 4, mask_zero=True)(b)])
    y = L.Bidirectional(L.LSTM(2, return_sequences=True))(x)
    z = L.Concatenate()([x, y, L.LSTM(3, return_sequences=True)(y)])
    return keras.Model([a, b], L.Dense(4)(L.GRU(3, return_sequences=True)(z)))


def branches():
    a, b = ids("chars"), ids("words")
    left = L.Bidirectional(L.LSTM(3, return_sequences=True))(L.Embedding(IDS, 4)(a))
    right = L.Embedding(IDS, 3)(b)
    return keras.Model([a, b], L.Dense(4)(L.Concatenate()([right, left])))


def nested():
    inner = j = L.Input((LENGTH, 3))
    inner = L.Bidirectional(L.LSTM(3, return_sequences=True))(inner)
    inner = L.Dense(3, activation="relu")(inner)
    encoder = keras.Model(j, inner, name="encoder")
    x = i = ids()
    x = L.Embedding(IDS, 3)(x)
    x = encoder(x)
    x = L.Dense(3)(x)
    return keras.Model(i, L.Softmax()(x))


class NerModel(keras.Model):
    """The subclassed tagger of many tutorials."""

    def __init__(self, masked, transitions=False):
        super().__init__()
        self.settings = (masked, transitions)
        self.embedding = L.Embedding(IDS, 4, mask_zero=masked)
        self.bi_lstm = L.Bidirectional(L.LSTM(3, return_sequences=True))
        self.dropout = L.Dropout(0.5)
        self.dense = L.Dense(5)
        if transitions:
            self.transition_params = self.add_weight(shape=(5, 5), name="transition_params")

    def get_config(self):
        return {"masked": self.settings[0], "transitions": self.settings[1]}

    def call(self, x):
        return self.dense(self.dropout(self.bi_lstm(self.embedding(x))))


def ner(masked, transitions=False):
    model = NerModel(masked, transitions)
    model(np.zeros((1, LENGTH), "int32"))
    return model


save("3-bilstm-masked.keras", bi_lstm(), "post", True, 31)
save("3-bilstm-masked.h5", bi_lstm(), "pre", True, 32)
save("3-bigru.keras", bi_gru("sum", True, False), "pre", False, 33)
save("3-bigru-reset-before.h5", bi_gru("concat", False, True), "post", True, 34)
save("3-stack.keras", stack(), "post", True, 35)
save("3-stack.h5", stack(), "pre", True, 36)
save("3-backwards.keras", backwards_twice(), "post", False, 37)
save("3-convolution.keras", convolution(), "pre", False, 38)
save("3-residual.keras", residual(), "post", True, 39, inputs=2)
save("3-branches.h5", branches(), "post", False, 40, inputs=2)
save("3-nested.keras", nested(), "post", False, 41)
save("3-nested.h5", nested(), "pre", False, 42)
for masked in (True, False):
    for side in ("pre", "post"):
        name = f"ner3-{'masked' if masked else 'visible'}-{side}.weights.h5"
        save(name, ner(masked, masked), side, masked, 43, weights_only=True)
save("3-bigru.weights.h5", bi_gru("ave", True, True), "post", True, 44, weights_only=True)
save("ner3-subclassed.keras", ner(False, True), "post", False, 45)
