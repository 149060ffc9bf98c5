"""Writes the fixtures of tf.keras 2.15: python keras2.py, in an environment of keras2-requirements.txt."""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""

import h5py
import tensorflow as tf

import recording
from recording import FOLDER, IDS, LENGTH, save

keras = tf.keras
L = keras.layers


def ids(name="ids", length=LENGTH):
    return L.Input((length,), dtype="int32", name=name)


def bi_lstm():
    x = i = ids()
    x = L.Embedding(IDS, 4, mask_zero=True)(x)
    x = L.SpatialDropout1D(0.3)(x)
    x = L.Bidirectional(L.LSTM(3, return_sequences=True))(x)
    x = L.Dropout(0.3)(x)
    return keras.Model(i, L.Dense(5)(x))


def bi_gru(merge, reset_after, masked):
    return keras.Sequential([
        L.Embedding(IDS, 3, mask_zero=masked, input_length=LENGTH),
        L.Bidirectional(L.GRU(5, return_sequences=True, reset_after=reset_after), merge_mode=merge),
        L.TimeDistributed(L.Dense(4, activation="softmax")),
    ])


def stack():
    x = i = ids(length=None)
    x = L.Embedding(IDS, 3, mask_zero=True)(x)
    x = L.Bidirectional(L.LSTM(4, return_sequences=True, recurrent_activation="hard_sigmoid"), merge_mode="mul")(x)
    x = L.LayerNormalization()(x)
    x = L.LSTM(5, return_sequences=True, activation="relu", use_bias=False)(x)
    x = L.TimeDistributed(L.Dense(3, activation="tanh"))(x)
    x = L.GRU(3, return_sequences=True, recurrent_activation="hard_sigmoid")(x)
    return keras.Model(i, L.Activation("sigmoid")(L.Dense(2)(x)))


def backwards_twice():
    return keras.Sequential([
        L.Embedding(IDS, 3, input_length=LENGTH),
        L.LSTM(4, return_sequences=True, go_backwards=True),
        L.BatchNormalization(),
        L.GRU(3, return_sequences=True, go_backwards=True),
        L.Dense(4),
    ])


def convolution_first():
    x = i = ids()
    x = L.Embedding(IDS, 3)(x)
    x = L.Conv1D(5, 4, padding="same", activation="relu")(x)
    x = L.Conv1D(4, 3, padding="causal", dilation_rate=2, use_bias=False)(x)
    x = L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode="ave")(x)
    return keras.Model(i, L.Dense(3)(x))


def convolution_last():
    x = i = ids()
    x = L.Embedding(IDS, 3, mask_zero=True)(x)
    x = L.Bidirectional(L.GRU(3, return_sequences=True))(x)
    x = L.Conv1D(4, 3, padding="same")(x)
    x = L.BatchNormalization(scale=False)(x)
    return keras.Model(i, L.Dense(3)(x))


def two_inputs():
    a, b = ids("chars"), ids("bigrams")
    x = L.Concatenate()([L.Embedding(IDS, 3, mask_zero=True)(a), L.Embedding(IDS, 2, mask_zero=True)(b)])
    y = L.Bidirectional(L.LSTM(3, return_sequences=True))(x)
    z = L.Dense(6, activation="tanh")(y)
    return keras.Model([a, b], L.Dense(4)(L.Add()([y, z])))


def two_branches():
    a, b = ids("chars"), ids("words")
    left = L.LSTM(3, return_sequences=True)(L.Embedding(IDS, 4)(a))
    right = L.Conv1D(2, 3, padding="same")(L.Embedding(IDS, 3)(b))
    x = L.Concatenate()([left, right])
    return keras.Model([a, b], L.Dense(4)(x))


def masking():
    embedding = L.Embedding(IDS, 3, input_length=LENGTH)
    model = keras.Sequential([embedding, L.Masking(0.0), L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Dense(3)])
    recording.randomise(model, 41)
    table = embedding.get_weights()[0]
    table[0] = 0
    embedding.set_weights([table])
    return model


def nested():
    encoder = keras.Sequential([
        L.Bidirectional(L.LSTM(3, return_sequences=True), name="inner_bi"), L.LayerNormalization(center=False)], name="encoder")
    x = i = ids()
    x = encoder(L.Embedding(IDS, 3)(x))
    return keras.Model(i, L.Dense(3)(x))


class NerModel(keras.Model):
    """The subclassed tagger of many tutorials."""

    def __init__(self, masked, transitions=False):
        super().__init__()
        self.embedding = L.Embedding(IDS, 4, mask_zero=masked)
        self.bi_lstm = L.Bidirectional(L.LSTM(3, return_sequences=True))
        self.dropout = L.Dropout(0.5)
        self.dense = L.Dense(5)
        if transitions:
            self.transition_params = tf.Variable(tf.random.uniform((5, 5)))

    def call(self, x):
        return self.dense(self.dropout(self.bi_lstm(self.embedding(x))))


def ner(masked, transitions=False):
    model = NerModel(masked, transitions)
    model(tf.zeros((1, LENGTH), "int32"))
    return model


def cudnn(layer, plain, name, seed):
    """CuDNN layers run on a GPU alone: here they are only built, and Keras' own conversion into plain layers is the judge."""
    layer._process_batch = lambda self, x, state: (tf.zeros((tf.shape(x)[0], LENGTH, self.units)), state)

    def build(recurrent):
        x = i = ids()
        x = L.Embedding(IDS, 3, name="embedding")(x)
        x = L.Bidirectional(recurrent, name="bi")(x)
        return keras.Model(i, L.Dense(4, name="dense")(x))

    model = build(layer(5, return_sequences=True))
    recording.randomise(model, seed)
    model.save(os.path.join(FOLDER, name))
    judge = build(plain(5, return_sequences=True))
    judge.load_weights(os.path.join(FOLDER, name))
    recording.record(name, judge, recording.rows(1, seed), "post", False)


save("bilstm-masked.h5", bi_lstm(), "post", True, 1)
save("bilstm-masked.keras", bi_lstm(), "pre", True, 2)
save("bigru-sum.h5", bi_gru("sum", True, True), "pre", True, 3)
save("bigru-reset-before.keras", bi_gru("concat", False, False), "post", False, 4)
save("stack.h5", stack(), "post", True, 5)
save("stack.keras", stack(), "pre", True, 6)
save("backwards.h5", backwards_twice(), "pre", False, 7)
save("convolution-first.h5", convolution_first(), "pre", False, 8)
save("convolution-last.keras", convolution_last(), "post", True, 9)
save("two-inputs.h5", two_inputs(), "post", True, 10, inputs=2)
save("two-branches.keras", two_branches(), "pre", False, 11, inputs=2)
model = masking()
model.save(os.path.join(FOLDER, "masking.h5"))
recording.record("masking.h5", model, recording.rows(1, 12), "post", True)
save("nested.h5", nested(), "post", False, 13)
save("nested.keras", nested(), "pre", False, 14)
for masked in (True, False):
    for side in ("pre", "post"):
        name = f"ner-{'masked' if masked else 'visible'}-{side}.h5"
        save(name, ner(masked), side, masked, 15, weights_only=True)
save("ner-transitions.h5", ner(True, True), "post", True, 16, weights_only=True)
save("ner.weights.h5", ner(False), "post", False, 17, weights_only=True)
save("stack-weights.h5", bi_lstm(), "post", True, 18, weights_only=True)
cudnn(tf.compat.v1.keras.layers.CuDNNLSTM, L.LSTM, "cudnn-lstm.h5", 19)
cudnn(tf.compat.v1.keras.layers.CuDNNGRU, L.GRU, "cudnn-gru.h5", 20)
