"""Writes the fixture of Keras 3.0, whose merging layers lose the mask: python keras30.py, in an environment of
keras30-requirements.txt."""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras

import recording
from recording import FOLDER, IDS, LENGTH

L = keras.layers
a = L.Input((LENGTH,), dtype="int32", name="chars")
b = L.Input((LENGTH,), dtype="int32", name="words")
x = L.Add()([L.Embedding(IDS, 4, mask_zero=True)(a), L.Embedding(IDS, 4, mask_zero=True)(b)])
y = L.Bidirectional(L.LSTM(2, return_sequences=True))(x)
z = L.Concatenate()([x, y, L.LSTM(3, return_sequences=True)(y)])
model = keras.Model([a, b], L.Dense(4)(L.GRU(3, return_sequences=True)(z)))
recording.randomise(model, 51)
model.save(os.path.join(FOLDER, "30-mask-lost.keras"))
recording.record("30-mask-lost.keras", model, recording.rows(2, 51), "post", False)
