"""Writes pytorch_lstm.txt and pytorch_gru.txt: weights, loss and gradients of small taggers computed by PyTorch autograd.

    pip install torch==2.15.0 && python pytorch_gradients.py

A line holds a name and numbers. Matrices are row-major in Fastener's layout: W [inputs, gates * hidden], R [hidden, gates *
hidden], gate order LSTM i o f c, GRU z r h; "w:" before a name marks a weight, "g:" its gradient. The loss is the mean over
the sentences, and log Z is summed up over all paths by logsumexp. Odd sizes on purpose.
"""
import torch
from torch import nn

VOCABULARY, EMBEDDING, HIDDEN, LAYERS, TAGS = 11, 5, 7, 2, 4
LENGTHS = [3, 6, 1, 6]


def reordered(matrix, order):
    """[gates * hidden, n] in PyTorch's gate order to [n, gates * hidden] in ours."""
    return torch.cat([matrix.chunk(len(order), 0)[k] for k in order], 0).t()


def dump(kind):
    torch.manual_seed(5)
    order = [0, 3, 1, 2] if kind == "lstm" else [1, 0, 2]  # PyTorch: i f g o, and r z n
    embedding = nn.Embedding(VOCABULARY, EMBEDDING)
    rnn = (nn.LSTM if kind == "lstm" else nn.GRU)(EMBEDDING, HIDDEN, LAYERS, bidirectional=True)
    dense = nn.Linear(2 * HIDDEN, TAGS)
    crf = {"transitions": torch.randn(TAGS, TAGS), "start": torch.randn(1, TAGS), "end": torch.randn(1, TAGS)}
    for value in crf.values():
        value.requires_grad_()
    if kind == "lstm":  # one bias is enough
        for name, parameter in rnn.named_parameters():
            if name.startswith("bias_hh"):
                parameter.data.zero_()
    ids = [torch.randint(1, VOCABULARY, (n,)) for n in LENGTHS]
    gold = [torch.randint(0, TAGS, (n,)) for n in LENGTHS]
    loss = 0
    for x, y in zip(ids, gold):
        emissions = dense(rnn(embedding(x).unsqueeze(1))[0][:, 0])
        alpha = crf["start"][0] + emissions[0]
        score = crf["start"][0, y[0]] + emissions[0, y[0]] + crf["end"][0, y[-1]]
        for t in range(1, len(x)):
            alpha = torch.logsumexp(alpha.unsqueeze(1) + crf["transitions"], 0) + emissions[t]
            score = score + crf["transitions"][y[t - 1], y[t]] + emissions[t, y[t]]
        loss = loss + torch.logsumexp(alpha + crf["end"][0], 0) - score
    loss = loss / len(LENGTHS)
    loss.backward()
    pairs = {"embedding.0": (embedding.weight, embedding.weight.grad)}
    for layer in range(LAYERS):
        for direction, suffix in (("forward", ""), ("backward", "_reverse")):
            for ours, theirs in (
                ("kernel", "weight_ih"),
                ("recurrent", "weight_hh"),
                ("bias", "bias_ih"),
                ("recurrentBias", "bias_hh"),
            ):
                if kind == "lstm" and ours == "recurrentBias":
                    continue
                parameter = getattr(rnn, f"{theirs}_l{layer}{suffix}")
                value, gradient = parameter.data, parameter.grad
                if value.dim() == 1:
                    value, gradient = value.unsqueeze(1), gradient.unsqueeze(1)
                pairs[f"layer.{layer}.{direction}.{ours}"] = (reordered(value, order), reordered(gradient, order))
    pairs["dense.kernel"] = (dense.weight.t(), dense.weight.grad.t())
    pairs["dense.bias"] = (dense.bias, dense.bias.grad)
    for name, value in crf.items():
        pairs["crf." + name] = (value, value.grad)
    with open(f"pytorch_{kind}.txt", "w", encoding="utf-8") as out:
        def line(name, values):
            out.write(name + " " + " ".join(f"{v:.9g}" for v in values) + "\n")

        line("lengths", LENGTHS)
        line("ids", torch.cat(ids).tolist())
        line("gold", torch.cat(gold).tolist())
        line("loss", [loss.item()])
        for name, (value, gradient) in pairs.items():
            line("w:" + name, value.detach().flatten().tolist())
            line("g:" + name, gradient.flatten().tolist())


for kind in ("lstm", "gru"):
    dump(kind)
