#!/usr/bin/env bash
# A stack of two masked Bidirectional LSTMs in Keras 3.15 and in the nightly of 3.16, a row with and without pads.
#
# Guessed: Embedding(mask_zero=True) masks the pads for all recurrent layers of a Sequential model, as it has since Keras 1.
# Seen: with keras 3.15.1, TensorFlow 2.20.0, the real steps of a padded row equal those of the same sentence without pads; with keras-nightly
# 3.16.0.dev2026102704 they don't, since recurrent layers and their wrappers no longer pass a mask on: the second layer sees the pads.
# The same file gives other tags after an upgrade, without a message.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/run.py" <<'PY'
import sys

import keras
import numpy as np

L = keras.layers
random = np.random.default_rng(1)
model = keras.Sequential([
    keras.Input((None,)),
    L.Embedding(9, 4, mask_zero=True),
    L.Bidirectional(L.LSTM(3, return_sequences=True)),
    L.Bidirectional(L.LSTM(3, return_sequences=True)),
])
# Fresh biases are 0, and a layer with an input of 0 and a state of 0 stays there: only trained ones show it.
model.set_weights([random.normal(size=w.shape) for w in model.get_weights()])
alone = model.predict(np.array([[3, 5, 7]]), verbose=0)
padded = model.predict(np.array([[3, 5, 7, 0, 0]]), verbose=0)[:, :3]
same = bool(np.allclose(alone, padded, atol=1e-6))
print(keras.__version__, "pads are masked for both layers:", same)
assert same == (sys.argv[1] == "masked"), sys.argv
PY
for pair in keras==3.15.1:masked keras-nightly==3.16.0.dev2026102704:seen; do
  python3 -m venv "$folder/${pair%%=*}"
  # tensorflow-cpu brings a keras of its own, which is in the nightly's folder.
  "$folder/${pair%%=*}/bin/pip" install -q tensorflow-cpu==2.20.0
  "$folder/${pair%%=*}/bin/pip" uninstall -q -y keras
  "$folder/${pair%%=*}/bin/pip" install -q "${pair%%:*}"
  KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 "$folder/${pair%%=*}/bin/python" "$folder/run.py" "${pair##*:}" 2> /dev/null
done
