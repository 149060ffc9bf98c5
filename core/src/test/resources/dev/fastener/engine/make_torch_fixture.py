"""Writes torch.txt: weights, inputs and outputs of PyTorch layers, for ScalarEngineTest.

usage: ONEDNN_MAX_CPU_ISA=AVX2 python make_torch_fixture.py > torch.txt   (torch==2.15.0, CPU)

A line is a name, a shape in brackets and the values. The environment variable keeps clear of a oneDNN that gives wrong
LSTM outputs for some sizes; training mode and double precision, as here, were never concerned.
"""

import torch

torch.manual_seed(23)


def write(name, tensor):
    values = " ".join(repr(float(value)) for value in tensor.detach().float().flatten())
    print(name, "[" + ",".join(str(dim) for dim in tensor.shape) + "]", values)


def randomised(module):
    with torch.no_grad():
        for parameter in module.parameters():
            # float32 values, so that the file holds them exactly
            parameter.copy_(torch.randn_like(parameter).mul(0.7).float())
    return module.double()


x = torch.randn(6, 4).float().double()
write("x", x)
for name, layer in [
    ("lstm", torch.nn.LSTM(4, 5, bidirectional=True)),
    ("gru", torch.nn.GRU(4, 7, bidirectional=True)),
]:
    randomised(layer)
    for parameter, value in layer.named_parameters():
        write(f"{name}.{parameter}", value)
    write(f"{name}.y", layer(x.unsqueeze(1))[0].squeeze(1))

convolution = randomised(torch.nn.Conv1d(4, 3, 3, padding="same", dilation=2))
write("conv.weight", convolution.weight)
write("conv.bias", convolution.bias)
write("conv.y", torch.relu(convolution(x.T.unsqueeze(0)).squeeze(0).T))

norm = randomised(torch.nn.LayerNorm(4, eps=1e-3))
write("norm.weight", norm.weight)
write("norm.bias", norm.bias)
write("norm.y", norm(x))

linear = randomised(torch.nn.Linear(4, 3))
write("linear.weight", linear.weight)
write("linear.bias", linear.bias)
write("linear.y", torch.softmax(linear(x), -1))
