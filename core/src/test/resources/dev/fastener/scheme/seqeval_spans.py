"""Writes seqeval_spans.tsv: entities that seqeval reads from short tag sequences.

pip install seqeval==1.2.2; python seqeval_spans.py > seqeval_spans.tsv

Columns: scheme (DEFAULT, or the class for strict mode), tags, entities as type:start:end (end exclusive).
"""
import itertools
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, IOE2, Entities


def tags(letters, types):
    return ["O"] + [f"{letter}-{type}" for letter in letters for type in types]


def sequences(letters):
    for length in (1, 2, 3):
        yield from itertools.product(tags(letters, "xy"), repeat=length)
    yield from itertools.product(tags(letters, "x"), repeat=4)


def show(spans):
    return " ".join(f"{type}:{start}:{end}" for type, start, end in sorted(spans, key=lambda span: span[1]))


for sequence in sequences("BIES"):
    entities = [(type, start, end + 1) for type, start, end in get_entities(list(sequence))]
    print("DEFAULT", " ".join(sequence), show(entities), sep="\t")
for scheme, letters in ((IOB1, "BI"), (IOB2, "BI"), (IOE2, "IE"), (IOBES, "BIES"), (BILOU, "BILU")):
    for sequence in sequences(letters):
        entities = [(e.tag, e.start, e.end) for e in Entities([list(sequence)], scheme).entities[0]]
        print(scheme.__name__, " ".join(sequence), show(entities), sep="\t")
