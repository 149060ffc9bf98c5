"""Sets Fastener's export for ONNX Runtime beside what ONNX Runtime's own quantiser makes of the same model.

    pip install -r requirements.txt
    fastener quantize --model model.onnx --for onnxruntime --out ours.onnx
    python compare_quantizers.py model.onnx ours.onnx CORPUS [SENTENCES]

CORPUS has a token and its label a line, separated by white space, and an empty line between sentences; its labels must be of
the model's tag scheme. Prints a line for each file: bytes, largest difference of emissions from the model's, share of equal
tags, strict F1, milliseconds a sentence one by one on one thread (median of 5 passes by turns).
"""

import json
import os
import statistics
import sys
import tempfile
import time

import numpy as np
from onnxruntime.quantization import QuantType, quantize_dynamic

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../../examples/python"))
import fastener_onnx  # noqa: E402


def sentences(path, most):
    found, tokens, labels = [], [], []
    with open(path, encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            cells = line.split()
            if cells:
                tokens.append(cells[0])
                labels.append(cells[-1])
            elif tokens:
                found.append((tokens, labels))
                tokens, labels = [], []
    return found[:most]


def encode(model, tokens):
    """(number, steps, ids by feature): each token is a step, whatever it holds."""
    text = "".join(tokens)
    ends = np.cumsum([len(token) for token in tokens])
    steps = [(int(end) - len(token), int(end)) for token, end in zip(tokens, ends)]
    return (0, steps, [model.ids(feature, text, steps) for feature in model.features])


def emissions(model, sequence):
    feed = {feature["name"]: np.array([ids], np.int32) for feature, ids in zip(model.features, sequence[2])}
    return model.session.run(["output_1"], feed)[0][0]


def main():
    model_file, ours_file, corpus = sys.argv[1:4]
    texts = sentences(corpus, int(sys.argv[4]) if len(sys.argv) > 4 else 10**9)
    with tempfile.TemporaryDirectory() as folder:
        theirs_file = os.path.join(folder, "theirs.onnx")
        quantize_dynamic(model_file, theirs_file, weight_type=QuantType.QInt8)
        rows_file = os.path.join(folder, "rows.onnx")
        quantize_dynamic(model_file, rows_file, weight_type=QuantType.QInt8, per_channel=True)
        files = {
            "fp32": model_file,
            "ours": ours_file,
            "quantize_dynamic": theirs_file,
            "quantize_dynamic per_channel": rows_file,
        }
        models = {name: fastener_onnx.Model(file, threads=1) for name, file in files.items()}
        sizes = {name: os.path.getsize(file) for name, file in files.items()}
    first = models["fp32"]
    sequences = [encode(first, tokens) for tokens, _ in texts]
    tags = json.loads(first.session.get_modelmeta().custom_metadata_map["fastener.tags"])
    gold = [
        set(fastener_onnx.spans([fastener_onnx.parse_label(label, tags) for label in labels])) for _, labels in texts
    ]
    wide = [emissions(first, sequence) for sequence in sequences]
    wide_paths = [first.decode(rows) for rows in wide]
    times = {name: [] for name in models}
    for _ in range(5):
        for name, model in models.items():
            start = time.perf_counter()
            for sequence in sequences:
                emissions(model, sequence)
            times[name].append((time.perf_counter() - start) * 1000 / len(sequences))
    print("file\tbytes\tdifference\tequal tags\tF1\tms")
    for name, model in models.items():
        rows = [emissions(model, sequence) for sequence in sequences]
        paths = [model.decode(row) for row in rows]
        difference = max(np.abs(a - b).max() for a, b in zip(rows, wide))
        equal = sum(sum(a == b for a, b in zip(p, w)) for p, w in zip(paths, wide_paths))
        found = [set(fastener_onnx.spans([model.tags[tag] for tag in path])) for path in paths]
        correct = sum(len(a & b) for a, b in zip(found, gold))
        f1 = 2 * correct / max(1, sum(map(len, found)) + sum(map(len, gold)))
        share = equal / sum(map(len, paths))
        print(
            f"{name}\t{sizes[name]}\t{difference:.4f}\t{100 * share:.3f} %\t{100 * f1:.2f}"
            f"\t{statistics.median(times[name]):.3f}"
        )


if __name__ == "__main__":
    main()
