"""Writes recordings as users save them, all of the same numbers: ids[r, i] = 10 r + i, outputs[r, i, t] = r + i / 10 - t / 4.

    env/bin/python numpy_cases.py        (numpy 2.4.6)
"""

import pathlib

import numpy as np

folder = pathlib.Path(__file__).parent.parent / "resources/dev/fastener/convert/recorded"
r, i, t = np.ogrid[0:3, 0:4, 0:5]
ids = (10 * r + i)[:, :, 0].astype(np.int32)
outputs = (r + i / 10 - t / 4).astype(np.float32)
tags = (r + i)[:, :, 0] % 5
np.savez(folder / "named.npz", ids=ids, outputs=outputs)
np.savez_compressed(folder / "compressed.npz", outputs=outputs, ids=ids, tags=tags)
np.savez(folder / "unnamed.npz", outputs.astype(np.float64), ids.astype(np.int64))
np.savez(folder / "fortran.npz", x=np.asfortranarray(ids), y=np.asfortranarray(outputs))
np.savez(folder / "big-endian.npz", ids=ids.astype(">i8"), outputs=outputs.astype(">f4"))
np.savez(folder / "float-ids.npz", ids=ids.astype(np.float32), outputs=outputs)
np.savez(folder / "one-hot.npz", ids=ids, outputs=np.eye(5, dtype=np.float32)[tags])
np.savez(folder / "tags.npz", ids=ids, tags=tags)
np.savez(folder / "ambiguous.npz", a=ids, b=tags, outputs=outputs)
np.savez(folder / "other-rows.npz", ids=ids[:2], outputs=outputs)
np.savez(folder / "objects.npz", ids=np.array([[1, None]], object), outputs=outputs)
np.savez(folder / "half.npz", ids=ids, outputs=outputs.astype(np.float16))
# As the printed lines save them, of models that end in a CRF layer: texts, and each output of predict under y0, y1, ...
texts = np.array(["甲乙", "e\u0301 \U0001F375", ""])
np.savez(folder / "predicted.npz", ids=ids, outputs=tags.astype(np.int32))
np.savez(folder / "texts.npz", texts=texts, ids=ids, y0=outputs)
lengths, kernel = np.full(3, 4, np.int32), np.ones((5, 5), np.float32)
np.savez(folder / "texts-tfa.npz", texts=texts, ids=ids, y0=tags.astype(np.int32), y1=outputs, y2=lengths, y3=kernel)
np.savez(folder / "other-texts.npz", texts=texts[:2], ids=ids, y0=outputs)
np.save(folder / "transitions.npy", outputs[0])
with open(folder / "version-2.npy", "wb") as out:
    np.lib.format.write_array(out, outputs[0], version=(2, 0))
