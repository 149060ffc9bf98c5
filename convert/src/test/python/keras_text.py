"""Models that make ids of text themselves: python keras_text.py, once in an environment of keras315-requirements.txt and once in one of
keras2-requirements.txt. Beside each file stand its layer's get_vocabulary() and the ids that it gives for some texts."""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

try:
    import keras

    keras3 = keras.__version__.startswith("3.")
except (ImportError, AttributeError):
    keras3 = False
if not keras3:
    keras = tf.keras

from recording import FOLDER

L = keras.layers
WORDS = ["mara", "sells", "tea", "Ünal"]
TEXTS = ["Mara sells tea, Ünal buys.", "  tea\u3000tea\ttea ", "ＡÄ\u0301 [UNK]", "", "mara " * 9]


def vectorization(**settings):
    layer = L.TextVectorization(**settings)
    if "vocabulary" not in settings:
        layer.adapt(tf.constant(["Mara sells tea, Ünal buys", "mara! Ä\u0301\u3000"]))
    return layer


def save(name, layer, shape, rows):
    model = keras.Sequential([
        keras.Input(shape, dtype="string" if keras3 else tf.string),
        layer,
        L.Embedding(layer.vocabulary_size(), 3),
        L.Dense(2),
    ])
    os.makedirs(os.path.join(FOLDER, "text"), exist_ok=True)
    path = os.path.join(FOLDER, "text", name)
    model.save(path)
    ids = layer(tf.constant(rows))
    with open(path + ".json", "w") as out:
        json.dump({"vocabulary": [str(entry) for entry in layer.get_vocabulary()], "rows": rows, "ids": np.asarray(ids).tolist()},
                  out, ensure_ascii=False)


def main():
    tokens = [["mara", "Ünal", "buys"], ["", "[PAD]", "tea"]]
    if keras3:
        save("3-characters.keras", vectorization(split="character", standardize=None), (), TEXTS)
        save("3-words.keras", vectorization(output_sequence_length=6), (1,), [[text] for text in TEXTS])
        save("3-lookup.keras", L.StringLookup(vocabulary=WORDS, mask_token="[PAD]"), (3,), tokens)
        save("3-lookup.h5", L.StringLookup(vocabulary=["[UNK]"] + WORDS), (None,), tokens)
    else:
        save("2-characters.keras", vectorization(split="character", standardize="lower"), (), TEXTS)
        save("2-lookup.h5", L.StringLookup(vocabulary=WORDS, mask_token="", num_oov_indices=1), (None,), tokens)


if __name__ == "__main__":
    main()
