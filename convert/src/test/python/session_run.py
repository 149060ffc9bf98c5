"""Runs a converted model as any program with ONNX Runtime does, and prints how far it is from what Keras gave:
`python session_run.py model.onnx io.npz`."""

import sys

import numpy as np
import onnxruntime

recorded = np.load(sys.argv[2])
sess = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
(logits,) = sess.run(["output_1"], {"input": recorded["ids"]})
print(np.abs(logits - recorded["outputs"]).max() / max(1, np.abs(recorded["outputs"]).max()))
