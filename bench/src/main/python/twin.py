"""PyTorch twin of Fastener's training: the same network, initial distributions, batches by like length, dropout,
unknowns, Adam, clipping, schedule and best-on-dev rule; nn.LSTM on packed sequences and a CRF vectorised over the batch.

    python twin.py --train train.bio --dev dev.bio [--hidden 256 --embedding 256 --layers 1 --epochs 20 --seed 1]
    python twin.py ... --against "java ... dev.fastener.bench.TrainEpochs ..."   # speed: epochs interleaved

Reads column files (token first, tag last). F1 is strict, over the entities that the tags spell.
"""
import argparse
import json
import math
import random
import resource
import subprocess
import time

import torch
from torch import nn


def read(path, strip):
    sentences, tokens, tags = [], [], []
    for line in open(path, encoding="utf-8"):
        fields = line.rstrip("\r\n").replace("\t", " ").split(" ")
        if not line.strip():
            if tokens:
                sentences.append((tokens, tags))
            tokens, tags = [], []
            continue
        token = fields[0]
        tokens.append(token[:-1] if strip and len(token) > 1 and token[-1].isdigit() else token)
        tags.append(fields[-1])
    if tokens:
        sentences.append((tokens, tags))
    return sentences


def spans(tags):
    """Entities of BIO, BMES and BIOES tags; any illegal continuation starts a new entity."""
    found, begin, kind = [], None, None
    for i, tag in enumerate(list(tags) + ["O"]):
        head, _, name = tag.partition("-")
        if begin is not None and (head in "OBS" or name != kind):
            found.append((begin, i, kind))
            begin = None
        if head != "O" and begin is None:
            begin, kind = i, name
        if head in "ES" and begin is not None:
            found.append((begin, i + 1, kind))
            begin = None
    return set(found)


class Crf(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(tags, tags))
        self.start = nn.Parameter(torch.zeros(tags))
        self.end = nn.Parameter(torch.zeros(tags))

    def loss(self, emissions, gold, lengths):
        """emissions [T, B, C], gold [T, B], lengths [B] descending: mean negative log-likelihood of the sentences."""
        steps, batch, _ = emissions.shape
        mask = torch.arange(steps).unsqueeze(1) < lengths.unsqueeze(0)
        score = self.start[gold[0]] + (emissions.gather(2, gold.unsqueeze(2)).squeeze(2) * mask).sum(0)
        score = score + (self.transitions[gold[:-1], gold[1:]] * mask[1:]).sum(0)
        score = score + self.end[gold[lengths - 1, torch.arange(batch)]]
        # Scaled forward sums: a product with exp(transitions) per step is several times faster than logsumexp.
        shift = self.transitions.detach().max()
        moves = torch.exp(self.transitions - shift)
        highest = emissions.detach().amax(2, keepdim=True)
        potentials = torch.exp(emissions - highest)
        alpha = torch.exp(self.start) * potentials[0]
        totals = [alpha.sum(1, keepdim=True)]
        alpha = alpha / totals[0]
        live = [int(n) for n in mask.sum(1)]
        for t in range(1, steps):
            n = live[t]  # the longest sentences come first, so these are the first rows
            after = (alpha[:n] @ moves) * potentials[t, :n]
            total = after.sum(1, keepdim=True)
            after = after / total
            totals.append(total)
            alpha = after if n == batch else torch.cat((after, alpha[n:]))
        log_z = torch.cat(totals).log().sum() + (highest.squeeze(2) * mask).sum() + shift * mask[1:].sum()
        log_z = log_z + (alpha @ torch.exp(self.end)).log().sum()
        return (log_z - score.sum()) / batch

    def decode(self, emissions, allowed, starts, ends):
        transitions = self.transitions.detach().masked_fill(~allowed, -1e9)
        best = self.start.detach().masked_fill(~starts, -1e9) + emissions[0]
        back = []
        for emission in emissions[1:]:
            best, via = (best.unsqueeze(1) + transitions).max(0)
            best = best + emission
            back.append(via)
        path = [int((best + self.end.detach().masked_fill(~ends, -1e9)).argmax())]
        for via in reversed(back):
            path.append(int(via[path[-1]]))
        return path[::-1]


class Tagger(nn.Module):
    def __init__(self, vocabulary, tags, options):
        super().__init__()
        self.options = options
        self.embedding = nn.Embedding(vocabulary, options.embedding)
        nn.init.uniform_(self.embedding.weight, -math.sqrt(3 / options.embedding), math.sqrt(3 / options.embedding))
        self.lstm = nn.LSTM(
            options.embedding,
            options.hidden,
            num_layers=options.layers,
            bidirectional=True,
            dropout=options.dropout if options.layers > 1 else 0,
        )
        self.dense = nn.Linear(2 * options.hidden, tags)
        nn.init.xavier_uniform_(self.dense.weight)
        nn.init.zeros_(self.dense.bias)
        self.crf = Crf(tags)
        self.dropout = nn.Dropout(options.dropout)
        self.output_dropout = nn.Dropout(options.output_dropout)

    def emissions(self, ids, lengths):
        x = self.dropout(self.embedding(ids))
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths)
        output, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0])
        return self.dense(self.output_dropout(output))


def scheme(labels):
    """Which moves the labels allow: as Fastener's constraints, for BIO, BMES and BIOES."""
    def split(label):
        head, _, name = label.partition("-")
        return head, name

    bare_end = not any(split(label)[0] in "ES" for label in labels)
    allowed = torch.zeros(len(labels), len(labels), dtype=torch.bool)
    starts = torch.tensor([split(label)[0] in "OBS" for label in labels])
    ends = torch.tensor([split(label)[0] in ("OBI" if bare_end else "OES") for label in labels])
    for i, left in enumerate(labels):
        for j, right in enumerate(labels):
            (a, x), (b, y) = split(left), split(right)
            inside = a in "BMI"
            if b in "MIE":
                allowed[i, j] = inside and x == y
            else:
                allowed[i, j] = bare_end or not inside
    return allowed, starts, ends


def batches(data, size, generator):
    order = list(range(len(data)))
    generator.shuffle(order)
    found = []
    for at in range(0, len(order), size * 32):
        pool = sorted(order[at : at + size * 32], key=lambda i: len(data[i][0]))
        found += [pool[i : i + size] for i in range(0, len(pool), size)]
    generator.shuffle(found)
    return found


def tensors(rows):
    rows = sorted(rows, key=lambda row: -len(row[0]))
    lengths = torch.tensor([len(row[0]) for row in rows])
    ids = torch.zeros(int(lengths[0]), len(rows), dtype=torch.long)
    gold = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[: len(row[0]), i] = torch.tensor(row[0])
        gold[: len(row[0]), i] = torch.tensor(row[1])
    return ids, gold, lengths


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", required=True)
    parser.add_argument("--dev")
    parser.add_argument("--hold-out", type=int, default=0, help="last so many training sentences are the dev split")
    parser.add_argument("--skip-known", action="store_true", help="leave out dev sentences that are in train")
    parser.add_argument("--strip", action="store_true", help="segmentation digits")
    for name, default in dict(hidden=256, embedding=256, layers=1, batch=32, epochs=40, seed=1, threads=2).items():
        parser.add_argument("--" + name, type=int, default=default)
    for name, default in dict(rate=0.002, dropout=0.5, output_dropout=0.6, unknown=0.3, token_dropout=0.1, clip=5.0).items():
        parser.add_argument("--" + name.replace("_", "-"), type=float, default=default)
    parser.add_argument("--limit", type=int, default=0, help="use only so many training sentences")
    parser.add_argument("--against", help="a command that trains one epoch for each line it reads")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = random.Random(options.seed)

    sentences = read(options.train, options.strip)
    if options.dev:
        dev = read(options.dev, options.strip)
    else:
        dev, sentences = sentences[-options.hold_out :], sentences[: -options.hold_out]
    if options.skip_known:
        known = {tuple(tokens) for tokens, _ in sentences}
        dev = [sentence for sentence in dev if tuple(sentence[0]) not in known]
    sentences = sentences[: options.limit or None]
    counts = {}
    for tokens, _ in sentences:
        for token in tokens:
            counts[token] = counts.get(token, 0) + 1
    ids = {token: i + 2 for i, token in enumerate(counts)}
    rare = torch.zeros(len(ids) + 2)
    for token, count in counts.items():
        rare[ids[token]] = count == 1
    labels = sorted({tag for _, tags in sentences for tag in tags})
    positions = {label[0] for label in labels if label != "O"}
    labels = ["O"] + [p + "-" + t for t in sorted({label[2:] for label in labels if label != "O"}) for p in positions]
    tag_ids = {label: i for i, label in enumerate(labels)}
    data = [([ids[t] for t in tokens], [tag_ids[t] for t in tags]) for tokens, tags in sentences]
    characters = sum(len(row[0]) for row in data)

    model = Tagger(len(ids) + 2, len(labels), options)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate, fused=True)
    total = options.epochs * math.ceil(len(data) / options.batch)
    allowed, starts, ends = scheme(labels)
    rival = None
    if options.against:
        rival = subprocess.Popen(options.against, shell=True, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        print("fastener:", rival.stdout.readline().strip())
    step, best, ratios = 0, 0, []
    for epoch in range(1, options.epochs + 1):
        theirs = None
        if rival:
            rival.stdin.write("\n")
            rival.stdin.flush()
            theirs = json.loads(rival.stdout.readline())
        model.train()
        began, loss_sum = time.time(), 0.0
        for chosen in batches(data, options.batch, generator):
            x, gold, lengths = tensors([data[i] for i in chosen])
            unknown = torch.where(rare[x] == 1, options.unknown, options.token_dropout)
            x = torch.where(torch.rand(x.shape) < unknown, torch.ones_like(x), x)
            done = step / total
            for group in optimizer.param_groups:
                group["lr"] = options.rate * (1 if done < 0.6 else 0.3 if done < 0.85 else 0.1)
            optimizer.zero_grad()
            loss = model.crf.loss(model.emissions(x, lengths), gold, lengths)
            loss.backward()
            if options.clip:
                torch.nn.utils.clip_grad_norm_(model.parameters(), options.clip)
            optimizer.step()
            step += 1
            loss_sum += loss.item() * len(chosen)
        seconds = time.time() - began
        line = dict(epoch=epoch, loss=loss_sum / len(data), seconds=seconds, charactersPerSecond=characters / seconds)
        if theirs:
            line["fastener"] = theirs["charactersPerSecond"]
            line["ratio"] = theirs["charactersPerSecond"] / line["charactersPerSecond"]
            ratios.append(line["ratio"])
        else:
            model.eval()
            correct = predicted = expected = 0
            with torch.no_grad():
                for tokens, tags in dev:
                    x = torch.tensor([[ids.get(token, 1)] for token in tokens])
                    path = model.crf.decode(model.emissions(x, torch.tensor([len(tokens)]))[:, 0], allowed, starts, ends)
                    found, gold = spans([labels[i] for i in path]), spans(tags)
                    correct += len(found & gold)
                    predicted += len(found)
                    expected += len(gold)
            line["devF1"] = 2 * correct / max(1, predicted + expected)
            best = max(best, line["devF1"])
        print(json.dumps(line), flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    summary = dict(torch=torch.__version__, bestDevF1=best, peakMemoryMiB=memory)
    if ratios:
        ratios = sorted(ratios[1:])
        summary["medianRatio"] = ratios[len(ratios) // 2]
    print(json.dumps(summary))


main()
