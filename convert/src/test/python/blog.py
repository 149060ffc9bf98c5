"""The case of many tutorials, whole: a subclassed tagger of tf.keras with transitions of its own, trained for a moment, its
weights alone saved, and what it gives. `python blog.py` writes ../resources/blog, in the environment of crf_tf2.py."""

import json
import os

os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3")

import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "resources", "blog")
MAX_LEN = 12
PAD, UNKNOWN = 0, 1
NAMES = {"PER": ["王小明", "李雷", "韩梅梅", "赵云"], "LOC": ["上海", "北京", "杭州", "成都"]}
FRAMES = ["{PER}住在{LOC}", "{LOC}有{PER}", "{PER}和{PER}", "今天{LOC}下雨", "{PER}去{LOC}找{PER}", "没有人"]
TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


class NerModel(tf.keras.Model):
    def __init__(self, hidden, words, tags, size):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(words, size)
        self.dropout = tf.keras.layers.Dropout(0.2)
        self.bi_lstm = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(hidden, return_sequences=True))
        self.dense = tf.keras.layers.Dense(tags)
        self.transition_params = tf.Variable(tf.random.uniform((tags, tags), seed=3), name="transition_params")

    def call(self, ids, training=None):
        return self.dense(self.bi_lstm(self.dropout(self.embedding(ids), training=training)))


def sentences(random, count):
    """[(text, tags)]: frames with names in them."""
    made = []
    for _ in range(count):
        text, tags = "", []
        for piece in FRAMES[random.integers(len(FRAMES))].replace("}", "{").split("{"):
            chosen = NAMES[piece][random.integers(4)] if piece in NAMES else piece
            tags += [("B-" if i == 0 else "I-") + piece if piece in NAMES else "O" for i in range(len(chosen))]
            text += chosen
        made.append((text, tags))
    return made


def padded(rows):
    return tf.keras.preprocessing.sequence.pad_sequences(rows, maxlen=MAX_LEN, padding="post", truncating="post").astype("int32")


def main():
    tf.keras.utils.set_random_seed(7)
    train = sentences(np.random.default_rng(1), 400)
    words = {"<PAD>": PAD, "<UNK>": UNKNOWN}
    for text, _ in train:
        for character in text:
            words.setdefault(character, len(words))
    tags = {tag: i for i, tag in enumerate(TAGS)}
    x = padded([[words[c] for c in text] for text, _ in train])
    y = padded([[tags[t] for t in labels] for _, labels in train])
    lengths = (x != PAD).sum(1)
    model = NerModel(hidden=6, words=len(words), tags=len(tags), size=5)
    optimizer = tf.keras.optimizers.Adam(0.02)
    for _ in range(60):
        with tf.GradientTape() as tape:
            likelihood, _ = tfa.text.crf_log_likelihood(model(x, training=True), y, lengths, model.transition_params)
            loss = -tf.reduce_mean(likelihood)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    texts = [text for text, _ in sentences(np.random.default_rng(2), 20)] + ["周杰住在上海", "天"]
    ids = padded([[words.get(c, UNKNOWN) for c in text] for text in texts])
    logits = model(ids).numpy()
    paths = np.zeros_like(ids)
    for row, text in enumerate(texts):
        paths[row, : len(text)] = tfa.text.viterbi_decode(logits[row, : len(text)], model.transition_params.numpy())[0]
    os.makedirs(FOLDER, exist_ok=True)
    model.save_weights(os.path.join(FOLDER, "best.h5"))
    for name, value in (("vocab.json", words), ("tags.json", tags)):
        with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as out:
            json.dump(value, out, ensure_ascii=False)
    np.savez(os.path.join(FOLDER, "io.npz"), ids=ids, outputs=logits, tags=paths)
    with open(os.path.join(FOLDER, "tagged.txt"), "w", encoding="utf-8") as out:
        for text, path in zip(texts, paths):
            out.write("\n".join(f"{c} {TAGS[t]}" for c, t in zip(text, path)) + "\n\n")
    print("loss", float(loss))


main()
