"""Peers that have no Java: OpenVINO on the model's own file and PyTorch, whose LSTM is oneDNN's primitive on CPUs, beside ONNX
Runtime by turns. Chain the ratio with that of `fastener bench --order full`, which has ONNX Runtime, too.

    fastener bench --save-model /tmp/slim.onnx --rounds 1
    python peers.py --model /tmp/slim.onnx [--batch 1,32 --length 40 --threads 2 --rounds 30]

Sentences are random ids of one length, so that nobody computes padding. Every peer's emissions are compared with ONNX Runtime's;
one that differs by more than 1e-4 of the largest is said to be wrong and ends the run with 1. A peer that isn't installed is left out.
"""
import argparse
import importlib.util
import os
import statistics
import sys
import time

# Before libgomp is loaded: PyTorch's idle threads must not spin while others are timed.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

TOLERANCE = 1e-4


def weights(path):
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}


def onnx_runtime(path, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda ids: session.run(None, {"input": ids})[0]


def open_vino(path, threads):
    import openvino

    core = openvino.Core()
    compiled = core.compile_model(
        core.read_model(path),
        "CPU",
        # fp32, as the others: on some CPUs it would choose bf16 by itself.
        {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"},
    )
    request = compiled.create_infer_request()
    return lambda ids: request.infer({"input": ids})[0]


def pytorch(path, threads):
    import torch

    values = weights(path)
    layers = sum(1 for name in values if name.endswith(".R"))
    table = torch.from_numpy(values["embedding.input"].copy())
    hidden = values["body.0.R"].shape[2]
    lstm = torch.nn.LSTM(table.shape[1], hidden, layers, batch_first=True, bidirectional=True)

    def gates(rows):  # ONNX has i o f c, PyTorch i f c o
        i, o, f, c = np.split(rows, 4)
        return torch.from_numpy(np.concatenate([i, f, c, o]))

    with torch.no_grad():
        for layer in range(layers):
            w, r, b = (values[f"body.{layer}.{name}"] for name in "WRB")
            for direction, suffix in enumerate(("", "_reverse")):
                getattr(lstm, f"weight_ih_l{layer}{suffix}").copy_(gates(w[direction]))
                getattr(lstm, f"weight_hh_l{layer}{suffix}").copy_(gates(r[direction]))
                getattr(lstm, f"bias_ih_l{layer}{suffix}").copy_(gates(b[direction][: 4 * hidden]))
                getattr(lstm, f"bias_hh_l{layer}{suffix}").copy_(gates(b[direction][4 * hidden :]))
    lstm.eval()
    kernel = torch.from_numpy(values[f"body.{layers}.kernel"].copy())
    bias = torch.from_numpy(values[f"body.{layers}.bias"].copy())

    def score(ids):
        torch.set_num_threads(threads)  # one setting for the whole process
        with torch.inference_mode():
            return (lstm(table[torch.from_numpy(ids).long()])[0] @ kernel + bias).numpy()

    return score


def peers(path, threads):
    found = {}
    for count in sorted({1, threads}):
        found[f"onnxruntime, threads {count}"] = onnx_runtime(path, count)
        if importlib.util.find_spec("openvino"):
            found[f"openvino, threads {count}"] = open_vino(path, count)
        if importlib.util.find_spec("torch"):
            found[f"pytorch, threads {count}"] = pytorch(path, count)
    return found


def times(found, ids, rounds):
    names = list(found)
    taken = {name: [] for name in names}
    for name in names:
        end = time.perf_counter() + 1
        while time.perf_counter() < end:
            found[name](ids)
    for round_number in range(rounds):
        for turn in range(len(names)):
            name = names[(round_number + turn) % len(names)]
            calls = 10 if ids.shape[0] == 1 else 2
            start = time.perf_counter()
            for _ in range(calls):
                found[name](ids)
            taken[name].append((time.perf_counter() - start) / calls)
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--batch", default="1,32")
    parser.add_argument("--length", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    found = peers(arguments.model, arguments.threads)
    vocabulary = weights(arguments.model)["embedding.input"].shape[0]
    generator = np.random.default_rng(1)
    wrong = False
    for batch in map(int, arguments.batch.split(",")):
        ids = generator.integers(1, vocabulary, (batch, arguments.length), dtype=np.int32)
        expected = next(iter(found.values()))(ids)
        taken = times(found, ids, arguments.rounds)
        best = min((name for name in found if name.startswith("onnxruntime")), key=lambda n: statistics.median(taken[n]))
        print(f"batch {batch}, {arguments.length} characters, {arguments.rounds} rounds")
        for name, score in found.items():
            difference = float(np.abs(score(ids) - expected).max() / max(1, np.abs(expected).max()))
            ratio = statistics.median(b / t for b, t in zip(taken[best], taken[name]))
            print(f"  {name:24s} {1e3 * statistics.median(taken[name]):9.3f} ms  ratio {ratio:5.2f}  difference {difference:.1e}")
            if not difference <= TOLERANCE:
                wrong = True
                print(f"  wrong: {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
