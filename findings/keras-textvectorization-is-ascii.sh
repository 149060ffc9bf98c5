#!/usr/bin/env bash
# keras.layers.TextVectorization, standardize="lower_and_strip_punctuation" and split="whitespace", its defaults.
#
# Guessed: letters are lower-cased, punctuation is left out, and white space parts words, as str.lower() and str.split() have it.
# Seen with keras 3.15.1 on tensorflow-cpu 2.20.0: all three know ASCII alone. "ÀÉ" keeps its capitals, "。" and "“" stay, and
# neither U+3000 (the space of Chinese and Japanese text) nor U+00A0 parts words. Punctuation is taken out before the text is cut,
# so that "port-elm" is one word, "portelm". A service that makes ids of text with lower() and split() gives such a model others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q keras==3.15.1 tensorflow-cpu==2.20.0
cat > "$folder/run.py" <<'PY'
import keras
import tensorflow as tf

text = "ÀÉ B\u3000c\u00a0d port-elm 。“ e"
layer = keras.layers.TextVectorization()
layer.adapt([text])
entries = layer.get_vocabulary()
found = [entries[i] for i in layer(tf.constant([text])).numpy()[0]]
print(keras.__version__, found)
assert found == ["ÀÉ", "b\u3000c\u00a0d", "portelm", "。“", "e"], found
assert found != text.lower().split()
PY
TF_CPP_MIN_LOG_LEVEL=3 "$folder/env/bin/python" "$folder/run.py" 2> /dev/null
