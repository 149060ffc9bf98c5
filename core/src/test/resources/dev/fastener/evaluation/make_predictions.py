"""Makes the prediction files beside this script (seeded, no real text) and records what the judges say about them.

usage: python make_predictions.py CONLLEVAL.PL
judges: conlleval, the Perl program of the CoNLL-2000/2003 shared tasks, version of 2004-01-26 (not kept here);
        seqeval 1.2.2 in strict mode. Recorded with Python 3.11, numpy 2.4.6, scikit-learn 1.9.1, Perl 5.36.
"""
import pathlib
import random
import re
import subprocess
import sys

from seqeval.metrics import classification_report
from seqeval.scheme import IOB2, IOBES

HERE = pathlib.Path(__file__).parent
TYPES = ["ORG", "LOC", "PER-NOM", "TIME"]


def legal(rng, length, bioes):
    tags = []
    while len(tags) < length:
        size = min(rng.choice([1, 1, 2, 3, 5]), length - len(tags))
        kind = rng.choice(TYPES)
        if rng.random() < 0.6:
            tags += ["O"] * size
        elif not bioes:
            tags += ["B-" + kind] + ["I-" + kind] * (size - 1)
        elif size == 1:
            tags.append("S-" + kind)
        else:
            tags += ["B-" + kind] + ["I-" + kind] * (size - 2) + ["E-" + kind]
    return tags


def spoilt(rng, tags, letters, share):
    """Each tag is drawn anew with probability share: most results are illegal."""
    return [
        rng.choice(["O"] + [letter + "-" + kind for letter in letters for kind in TYPES]) if rng.random() < share else tag
        for tag in tags
    ]


def shifted(rng, tags, bioes):
    """Legal predictions: some stretches replaced by others."""
    return legal(rng, len(tags), bioes) if rng.random() < 0.4 else list(tags)


def sentences(seed, count, bioes, illegal):
    rng = random.Random(seed)
    letters = "BIES" if bioes else "BI"
    for _ in range(count):
        gold = legal(rng, rng.randint(1, 25), bioes)
        found = spoilt(rng, gold, letters, 0.12) if illegal else shifted(rng, gold, bioes)
        yield gold, found


def seqeval(golds, founds, scheme):
    report = classification_report(golds, founds, mode="strict", scheme=scheme, output_dict=True, zero_division=0)
    for kind, figures in report.items():
        if kind == "weighted avg":
            continue
        for key in ("precision", "recall", "f1-score", "support"):
            yield kind.replace(" avg", ""), key.replace("-score", ""), figures[key]


def conlleval(program, text):
    out = subprocess.run(["perl", program], input=text, capture_output=True, text=True, check=True).stdout
    lines = out.splitlines()
    counts = zip(["tokens", "gold", "predicted", "correct"], re.findall(r"\d+", lines[0]))
    figures = zip(["accuracy", "precision", "recall", "f1"], re.findall(r"\d+\.\d+", lines[1]))
    for key, value in [*counts, *figures]:
        yield "micro", key, value
    for line in lines[2:]:
        kind, rest = line.split(":", 1)
        for key, value in zip(["precision", "recall", "f1", "predicted"], re.findall(r"[\d.]+", rest.replace("FB1", ""))):
            yield kind.strip(), key, value


def main():
    rows = []
    for name, seed, bioes, illegal in [
        ("bio", 1, False, False),
        ("bio-illegal", 2, False, True),
        ("bioes", 3, True, False),
        ("bioes-illegal", 4, True, True),
    ]:
        pairs = list(sentences(seed, 120, bioes, illegal))
        text = "".join(
            "".join(f"w{i} {g} {f}\n" for i, (g, f) in enumerate(zip(gold, found))) + "\n" for gold, found in pairs
        )
        (HERE / f"{name}.conll").write_text(text)
        golds, founds = [gold for gold, _ in pairs], [found for _, found in pairs]
        rows += [(name, "seqeval", *row) for row in seqeval(golds, founds, IOBES if bioes else IOB2)]
        rows += [(name, "conlleval", *row) for row in conlleval(sys.argv[1], text)]
    (HERE / "judges.tsv").write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))


main()
