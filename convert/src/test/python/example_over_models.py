"""Runs examples/python/fastener_onnx.py over a folder of model files and prints the entities of each text, a JSON line for each.

    env/bin/python example_over_models.py FOLDER TEXTS        (onnxruntime/src/test/python/requirements.txt)
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "examples/python"))
import fastener_onnx

sys.stdout.reconfigure(encoding="utf-8")
texts = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    for entities in fastener_onnx.Model(str(file), threads=1).tag(texts):
        print(json.dumps([file.stem, [[start, end, kind] for start, end, kind in entities]], ensure_ascii=False))
