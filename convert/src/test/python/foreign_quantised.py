"""Writes ONNX fixtures that are refused, quantised by ONNX Runtime's own tools: python foreign_quantised.py, after foreign_torch.py, in
its environment."""

import os

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_dynamic, quantize_static

from foreign_recording import FOLDER


class Rows(CalibrationDataReader):
    def __init__(self):
        self.rows = iter([{"ids": np.array([[3, 5, 7, 2]])}])

    def get_next(self):
        return next(self.rows, None)


def main():
    source = os.path.join(FOLDER, "torch-forward.onnx")
    target = lambda way: os.path.join(FOLDER, "quantised-%s.onnx" % way)
    quantize_dynamic(source, target("dynamic"))
    quantize_static(source, target("qdq"), Rows(), quant_format=QuantFormat.QDQ)
    quantize_static(source, target("qlinear"), Rows(), quant_format=QuantFormat.QOperator)


if __name__ == "__main__":
    main()
