"""Records how Python and Keras cut texts into steps, for CutTest: random strings of many scripts, marks, spaces and punctuation.

    env/bin/python text_cuts.py        (once with keras2-requirements.txt, once with keras3-requirements.txt and tensorflow-cpu 2.20.0)
"""

import json
import os
import pathlib
import random

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import tensorflow as tf

ALPHABETS = [
    "abcXYZ éÀß 0123 .,-'\"!?",
    "e\u0301A\u030a\u0323o ",
    "กขคิีุ่้๊ๆา ",
    "កខគ\u17d2\u17b6\u17b7\u17c6 ",
    "ກຂຄ\u0eb4\u0ec8\u0ec9 ",
    "ကခဂ\u102d\u1031\u1039\u103a ",
    "कखग\u093f\u094d\u0902 ",
    "كتب\u064e\u0650\u0651 ",
    "שלם\u05b8\u05c1\u05b9 ",
    "华东师范大学，。 \u3000",
    "서울かなカナЖжӜ ",
    "\U0001f469\u200d\U0001f4bb\u2764\ufe0f\U0001f1e9\U0001f1ea ",
    "ab \t\n\r\x0b\x0c\x1c\x1d\x85\xa0\u2003\u2028\u200b,;",
    "aB!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~' c",
]


def texts():
    generator = random.Random(7)
    made = []
    for _ in range(3):
        for alphabet in ALPHABETS:
            made.append("".join(generator.choice(alphabet) for _ in range(generator.randint(4, 18))))
    return made + ["", " ", "Mei's 3.5-tonne van, i.e. U.N.-owned"]


def tokenizer(**options):
    """The words of each text by Keras' Tokenizer itself: its ids back to words."""
    own = tf.keras.preprocessing.text.Tokenizer(**options)
    own.fit_on_texts(TEXTS)
    return [[own.index_word[i] for i in ids] for ids in own.texts_to_sequences(TEXTS)]


def vectorization(standardize, split):
    """The entries of each text by the layer itself: its ids back to entries."""
    layer = keras.layers.TextVectorization(standardize=standardize, split=split)
    layer.adapt(TEXTS)
    entries = layer.get_vocabulary()
    rows = layer(tf.constant(TEXTS)).numpy()
    return [[entries[i] for i in row if i != 0] for row in rows]


TEXTS = texts()
rules = []
keras2 = keras.__version__.startswith("2.")
if keras2:
    rules.append({"kind": "code points", "steps": [list(text) for text in TEXTS]})
    rules.append({"kind": "split", "steps": [text.split() for text in TEXTS]})
    default = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"
    for lower, filters, split, characters in [
        (True, default, " ", False),
        (False, default, " ", False),
        (True, "", " ", False),
        (False, ".,!", ",", False),
        (True, " ", "a", False),
        (True, default, " ", True),
        (False, "", " ", True),
    ]:
        rules.append({
            "kind": "Tokenizer", "lower": lower, "filters": filters, "split": split, "char_level": characters,
            "steps": tokenizer(lower=lower, filters=filters, split=split, char_level=characters),
        })
for standardize in ["lower_and_strip_punctuation", "lower", "strip_punctuation", None]:
    for split in ["whitespace", "character"]:
        rules.append({
            "kind": "TextVectorization", "standardize": standardize or "none", "split": split,
            "steps": vectorization(standardize, split),
        })

folder = pathlib.Path(__file__).parent.parent / "resources/dev/fastener/convert/text"
folder.mkdir(parents=True, exist_ok=True)
name = "cuts-keras2.json" if keras2 else "cuts-keras3.json"
with open(folder / name, "w", encoding="utf-8", newline="\n") as out:
    json.dump({"keras": keras.__version__, "texts": TEXTS, "rules": rules}, out, ensure_ascii=True)
