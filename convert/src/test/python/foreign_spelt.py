"""Writes ONNX fixtures of PyTorch whose operators are spelt in several nodes, by the exporter or by the model: python
foreign_spelt.py, in an environment of torch-requirements.txt."""

import torch
from torch import nn
from torch.nn import functional

import foreign_torch
from foreign_torch import Tagger, export, made

IDS = foreign_torch.IDS


class Through(Tagger):
    """A module or function between the recurrence and the scores."""

    def __init__(self, middle):
        super().__init__()
        self.middle = middle

    def forward(self, ids):
        x, _ = self.rnn(self.embedding(ids))
        return self.output(self.middle(x))


class Norm(nn.Module):
    """Layer normalisation as people write it."""

    def __init__(self, way):
        super().__init__()
        self.way = way
        self.scale, self.offset = nn.Parameter(torch.randn(6)), nn.Parameter(torch.randn(6))

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        if self.way == "moments":
            variance = (x * x).mean(-1, keepdim=True) - mean * mean
            return (x - mean) / torch.sqrt(variance + 1e-5) * self.scale + self.offset
        if self.way == "folded":
            factor = self.scale / torch.sqrt(x.var(-1, keepdim=True, unbiased=False) + 1e-5)
            return x * factor + (self.offset - mean * factor)
        if self.way == "unbiased":
            return (x - mean) * (x.var(-1, keepdim=True) + 1e-5) ** -0.5 * self.scale + self.offset
        if self.way == "rms":
            return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-5) * self.scale
        return self.scale * (x - mean) / (x.std(-1, keepdim=True) + 1e-6) + self.offset


class Batch(nn.Module):
    """Batch normalisation over transposed values, and over steps put in one row."""

    def __init__(self):
        super().__init__()
        self.one, self.two = nn.BatchNorm1d(6), nn.BatchNorm1d(6)
        for norm in (self.one, self.two):
            norm.running_mean.uniform_(-0.5, 0.5)
            norm.running_var.uniform_(0.2, 0.9)
            nn.init.uniform_(norm.weight, 0.2, 0.9)
            nn.init.uniform_(norm.bias, -0.5, 0.5)

    def forward(self, x):
        x = self.one(x.transpose(1, 2)).transpose(1, 2)
        return self.two(x.reshape(-1, 6)).view(x.shape)


class Convolved(Tagger):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv1d(5, 5, 3, padding=2, dilation=2)
        self.two = nn.Conv1d(5, 5, 4, padding="same")

    def forward(self, ids):
        x = functional.relu(self.one(self.embedding(ids).transpose(1, 2)))
        x, _ = self.rnn(self.two(x).transpose(1, 2))
        return self.output(x)


class Directions(Tagger):
    """Both directions cut apart, one-hot ids."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(IDS, 3, bidirectional=True, batch_first=True)
        self.output = nn.Linear(3, 5)

    def forward(self, ids):
        x, _ = self.rnn(functional.one_hot(ids, IDS).float())
        return torch.einsum("btd,kd->btk", x[:, :, :3] + x[:, :, 3:], self.output.weight) + self.output.bias


class Tags(Tagger):
    """Gives the tags alone; recorded are the scores that they are chosen from."""

    def forward(self, ids):
        scores = super().forward(ids)
        return scores.argmax(-1) if torch.onnx.is_in_onnx_export() else scores


class Middle(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def softmax(x):
    powers = torch.exp(x - x.max(-1, keepdim=True)[0])
    return powers / powers.sum(-1, keepdim=True)


FUNCTIONS = {
    "hard-sigmoid": lambda x: functional.relu6(x + 3) / 6 + torch.clamp(0.2 * x + 0.5, 0, 1),
    "sigmoid": lambda x: 1 / (1 + torch.exp(-x)),
    "softmax": softmax,
    "bounds": lambda x: torch.minimum(torch.maximum(x * 3, torch.tensor(-0.5)), torch.tensor(0.4)),
    "gates": lambda x: x * torch.sigmoid(x) + (1 - torch.sigmoid(x)) * torch.tanh(x),
    "gelu": functional.gelu,
    "elu": functional.elu,
}


def main():
    for opset in (11, 16, 18):
        export("torch-norm-%d" % opset, made(head="norm"), opset=opset)
    for way in ("moments", "folded", "unbiased", "rms", "outside"):
        export("torch-norm-" + way, made(Through, middle=Norm(way)), opset=18 if way == "folded" else 13)
    export("torch-batch", made(Through, middle=Batch()))
    export("torch-convolved", made(Convolved))
    export("torch-directions", made(Directions))
    export("torch-tags", made(Tags))
    export("torch-log-of-softmax", made(Through, middle=Middle(lambda x: torch.log(torch.softmax(x, -1)))))
    for name, function in FUNCTIONS.items():
        export("torch-spelt-" + name, made(Through, middle=Middle(function)))


if __name__ == "__main__":
    main()
