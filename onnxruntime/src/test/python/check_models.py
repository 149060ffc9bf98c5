"""Judges a folder of models, each NAME.onnx beside NAME.json, with nothing of Fastener's.

ONNX's checker must accept each file with full shape inference, and protobuf write the same bytes again. ONNX Runtime must give each sentence the emissions that
Fastener's scalar engine wrote into the JSON, alone and as a row of a padded batch.

usage: check_models.py FOLDER
"""

import json
import pathlib
import re
import sys

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-5  # of the largest emission of a model, at least of 1


def padded(ids, pad, length, before):
    row = np.full(length, pad, np.int32)
    row[before : before + len(ids)] = ids
    return row


def run(session, inputs, sentences, length, befores):
    feed = {
        one["name"]: np.stack(
            [padded(one["rows"][s], one["pad"], length, before) for s, before in zip(sentences, befores)]
        )
        for one in inputs
    }
    return session.run(["output_1"], feed)[0]


def check(path):
    onnx.checker.check_model(str(path), full_check=True)
    assert onnx.load(path).SerializeToString() == path.read_bytes(), f"{path.name}: protobuf writes other bytes"
    expected = json.loads(path.with_suffix(".json").read_text())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    inputs = expected["inputs"]
    rows = inputs[0]["rows"]
    lengths = [len(row) for row in rows]
    everyone = list(range(len(rows)))
    tags = len(expected["emissions"][0]) // (expected["length"] if expected["overPads"] else lengths[0])
    largest = max(1.0, max(abs(value) for row in expected["emissions"] for value in row))
    worst = 0.0

    def compare(emissions, sentences, befores):
        nonlocal worst
        for row, s, before in zip(emissions, sentences, befores):
            real = row if expected["overPads"] else row[before : before + lengths[s]]
            wanted = np.array(expected["emissions"][s], np.float32).reshape(-1, tags)
            worst = max(worst, float(np.abs(real - wanted).max()) / largest)

    def try_all(length, side):
        befores = [length - n if side == "PRE" else 0 for n in lengths]
        compare(run(session, inputs, everyone, length, befores), everyone, befores)
        for s in everyone:
            compare(run(session, inputs, [s], length, [befores[s]]), [s], [befores[s]])

    side = expected["side"]
    if expected["length"]:  # visible pads: always the one length
        try_all(expected["length"], side)
    else:
        try_all(max(lengths), side)
        try_all(max(lengths) + 3, side)
        for s in everyone:
            compare(run(session, inputs, [s], lengths[s], [0]), [s], [0])
        # A row of nothing but pads disturbs nobody.
        for one in inputs:
            one["rows"].append([])
        befores = [max(lengths) - n if side == "PRE" else 0 for n in lengths + [0]]
        batch = run(session, inputs, everyone + [len(rows) - 1], max(lengths), befores)
        compare(batch[:-1], everyone, befores)
    assert worst <= TOLERANCE, f"{path.name}: emissions differ by {worst:.1e} of the largest, more than {TOLERANCE}"
    return worst


def check_documentation(paths):
    text = (pathlib.Path(__file__).parents[4] / "docs" / "model-file.md").read_text(encoding="utf-8")
    listed = set(re.search(r"The operators: ([A-Za-z ]+)\.", text).group(1).split())
    used = {node.op_type for path in paths for node in onnx.load(path).graph.node}
    assert listed == used, f"docs/model-file.md: operators listed or used but not both: {sorted(listed ^ used)}"
    missing = [path.stem for path in paths if not re.search(rf"^\|.*\b{path.stem}\b", text, re.MULTILINE)]
    assert not missing, f"docs/model-file.md: no row for {missing}"


def main():
    paths = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
    check_documentation(paths)
    for path in paths:
        print(f"{path.stem:24} {check(path):.1e}")
    print(f"{len(paths)} models, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}")


if __name__ == "__main__":
    main()
