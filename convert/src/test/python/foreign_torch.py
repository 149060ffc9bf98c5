"""Writes the ONNX fixtures of PyTorch: python foreign_torch.py, in an environment of torch-requirements.txt."""

import os

import onnx
import torch
from torch import nn

from foreign_recording import FOLDER, IDS, record, rows


class Tagger(nn.Module):
    """The tagger of many tutorials."""

    def __init__(self, cell="LSTM", layers=1, bidirectional=True, batch_first=True, head="linear", crf=False, biased=True):
        super().__init__()
        self.embedding = nn.Embedding(IDS, 5, padding_idx=0)
        self.rnn = getattr(nn, cell)(5, 3, layers, bidirectional=bidirectional, batch_first=batch_first, bias=biased)
        width = 6 if bidirectional else 3
        self.batch_first, self.head = batch_first, head
        self.norm = nn.LayerNorm(width) if head == "norm" else None
        self.hidden = nn.Linear(width, 4) if head == "hidden" else None
        self.output = nn.Linear(4 if head == "hidden" else width, 5)
        if crf:  # as pytorch-crf names them
            self.transitions = nn.Parameter(torch.randn(5, 5))
            self.start_transitions = nn.Parameter(torch.randn(5))
            self.end_transitions = nn.Parameter(torch.randn(5))

    def forward(self, ids):
        x = self.embedding(ids)
        if not self.batch_first:
            x = x.transpose(0, 1)
        x, _ = self.rnn(x)
        if not self.batch_first:
            x = x.transpose(0, 1)
        if self.norm is not None:
            x = self.norm(x)
        if self.hidden is not None:
            x = torch.tanh(self.hidden(nn.functional.dropout(x, 0.5, self.training)))
        x = self.output(x)
        if self.head == "softmax":
            return torch.softmax(x, dim=-1)
        return torch.log_softmax(x, dim=-1) if self.head == "log_softmax" else x


class Packed(Tagger):
    """Told the lengths, as with pack_padded_sequence."""

    def forward(self, ids, lengths):
        x = nn.utils.rnn.pack_padded_sequence(self.embedding(ids), lengths, batch_first=True, enforce_sorted=False)
        x, _ = nn.utils.rnn.pad_packed_sequence(self.rnn(x)[0], batch_first=True)
        return self.output(x)


class Attention(Tagger):
    """Of another family."""

    def forward(self, ids):
        x, _ = self.rnn(self.embedding(ids))
        weights = torch.softmax(torch.bmm(x, x.transpose(1, 2)), dim=-1)
        return self.output(torch.bmm(weights, x))


def made(cls=Tagger, **settings):
    torch.manual_seed(95)
    model = cls(**settings).eval()
    with torch.no_grad():
        model.embedding.weight[0] = torch.randn(5)  # a pad that would show where it were read
    return model


def export(name, model, dynamic=True, length=7, dynamo=False, lengths=False, add=(), opset=None):
    path = os.path.join(FOLDER, name + ".onnx")
    ids = torch.ones((2 if dynamic else 1, length), dtype=torch.int64)
    inputs = (ids, torch.full((2,), length)) if lengths else (ids,)
    names = ["ids", "lengths"][: len(inputs)]
    if dynamo:
        shapes = ({0: torch.export.Dim("batch"), 1: torch.export.Dim("steps")},) if dynamic else None
        torch.onnx.export(model, inputs, path, input_names=names, output_names=["emissions"], dynamic_shapes=shapes,
                          dynamo=True, external_data=False)
        without_places(path)
    else:
        axes = {"ids": {0: "batch", 1: "steps"}, "emissions": {0: "batch", 1: "steps"}, "lengths": {0: "batch"}} if dynamic else None
        torch.onnx.export(model, inputs, path, input_names=names, output_names=["emissions"], dynamic_axes=axes, dynamo=False,
                          opset_version=opset)
    if add:
        file = onnx.load(path)
        for parameter in add:
            array = getattr(model, parameter).detach().numpy()
            file.graph.initializer.append(onnx.numpy_helper.from_array(array, "crf." + parameter))
        onnx.save(file, path)

    def run(sentence):
        with torch.no_grad():
            ids = torch.from_numpy(sentence)
            return model(ids, torch.tensor([ids.shape[1]])) if lengths else model(ids)

    record(name, rows(len(name), None if dynamic else length), run)


def external(name, model):
    """With its weights in a file beside it, as the newer exporter writes them unless told otherwise."""
    export(name, model)
    path = os.path.join(FOLDER, name + ".onnx")
    onnx.save(onnx.load(path), path, save_as_external_data=True, location=name + ".onnx.data", size_threshold=0)


def without_places(path):
    """The newer exporter notes where in which file of Python each node was made: most of the file, and nobody's business."""
    file = onnx.load(path)
    for node in file.graph.node:
        del node.metadata_props[:]
    for value in file.graph.value_info:
        del value.metadata_props[:]
    onnx.save(file, path)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    export("torch-lstm", made())
    export("torch-lstm-2", made(layers=2))
    export("torch-gru", made(cell="GRU"))
    export("torch-gru-2", made(cell="GRU", layers=2, biased=False))
    export("torch-forward", made(bidirectional=False))
    export("torch-time-first", made(batch_first=False, head="hidden"))
    export("torch-fixed", made(), dynamic=False)
    export("torch-softmax", made(head="softmax"))
    export("torch-log-softmax", made(head="log_softmax"))
    export("torch-packed", made(Packed), lengths=True)
    export("torch-crf", made(crf=True), add=["transitions", "start_transitions", "end_transitions"])
    export("torch-norm", made(head="norm"))
    export("torch-attention", made(Attention))
    export("torch-dynamo-lstm-2", made(layers=2), dynamo=True)
    external("torch-external", made())


if __name__ == "__main__":
    main()
