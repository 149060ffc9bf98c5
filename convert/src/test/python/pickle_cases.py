# -*- coding: utf-8 -*-
"""Records pickles of plain data in all protocols, and what is in them, as JSON; by Python 2.7 and by Python 3 with and
without numpy 2:

    python2.7 pickle_cases.py python2.json
    env-numpy-1.18/bin/python pickle_cases.py numpy1.json
    env-numpy-2.4/bin/python pickle_cases.py numpy2.json
"""

import base64
import collections
import io
import json
import os
import pickle
import sys

shared = [u"甲", u"乙"]
VALUES = {
    "nested": {u"词": [1, -2, 300, 70000, 2**40, -(2**50)], "tuple": (1, (2, 3, 4), (5, 6, 7, 8)), "empty": [[], {}, ()]},
    "atoms": [None, True, False, 1.5, -0.0, 1e300, u"naïve \\ \n 𝄞 '", 'plain "quoted"', 0, 255, 256, 65535, 65536],
    "shared": [shared, shared, shared],
    "ordered": collections.OrderedDict([(u"的", 1), (u"一", 2)]),
    "long": [u"x" * 300, list(range(260))],
}
if sys.version_info[0] > 2:
    VALUES["sets"] = [{1}, frozenset(["a"]), set()]
    VALUES["bytes"] = [b"ab\xff", b"x" * 300, bytearray(b"yz")]
try:
    import numpy as np

    VALUES["arrays"] = [
        np.array([1, 2, 3]),
        np.array([[1.5, 2], [3, 4]], np.float32),
        np.asfortranarray(np.arange(6, dtype=np.int16).reshape(2, 3)),
        np.array([u"O", u"B-组织", u"I-PER"]),
        np.array([u"a", None, 3], object),
        np.array([b"ab", b"c"]),
        np.array([True, False]),
        np.array([1, 2], ">i4"),
        np.array([], np.int64),
        np.int64(7),
        np.float32(0.5),
        np.str_(u"标"),
    ]
except ImportError:
    pass


def plain(value):
    """As JSON has it: keys as text, sets and arrays as lists, bytes in Latin-1."""
    if isinstance(value, dict):
        return {u"%s" % (k,): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(v) for v in value)
    if isinstance(value, bytearray) or (sys.version_info[0] > 2 and isinstance(value, bytes)):
        return bytes(value).decode("latin-1")
    return plain(value.tolist()) if hasattr(value, "tolist") else value


cases = []
for name in sorted(VALUES):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        data = pickle.dumps(VALUES[name], protocol)
        text = base64.b64encode(data).decode("ascii")
        cases.append({"name": "%s, protocol %d" % (name, protocol), "pickle": text, "value": plain(VALUES[name])})
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../resources/dev/fastener/convert/vocabulary")
with io.open(os.path.join(folder, sys.argv[1]), "w", encoding="utf-8", newline="\n") as out:
    lines = [json.dumps(c, sort_keys=True) for c in cases]
    out.write(u"[\n" + u",\n".join(u"" + line for line in lines) + u"\n]\n")
