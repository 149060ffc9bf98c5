"""Makes the pickles beside this script, from which those of ReadersFuzz are changed. Recorded with Python 3.11, numpy 2.4.6."""
import collections
import pathlib
import pickle

import numpy as np

HERE = pathlib.Path(__file__).parent
vocabulary = {"<PAD>": 0, "<UNK>": 1, "华": 2, "东": 3, "a": 4}
values = {
    "dict": vocabulary,
    "ids": {i: entry for entry, i in vocabulary.items()},
    "lists": [list(vocabulary), ["O", "B-X", "I-X"]],
    "mixed": (collections.OrderedDict(vocabulary), {"x", 1, 2.5}, [None, True, b"abc", (1, (2, [3]))]),
    "array": {"entries": np.array(list(vocabulary)), "ids": np.arange(5), "mean": np.float32(0.5)},
}
for name, value in values.items():
    for protocol in (0, 2, 4):
        (HERE / f"{name}-{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))
