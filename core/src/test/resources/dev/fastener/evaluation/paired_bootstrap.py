"""Counts of two taggers on the same sentences, and scipy's interval of their difference in F1.

    pip install numpy==2.4.6 scipy==1.17.1
    python paired_bootstrap.py > paired_bootstrap.tsv

A line "case NAME LOW HIGH" (percentile interval, 95 %, 20,000 paired resamples), then a line for each sentence: gold,
correct before, predicted before, correct after, predicted after.
"""

import numpy as np
from scipy.stats import bootstrap


def f1(gold, correct, predicted):
    return 2 * correct.sum(-1) / np.maximum(1, gold.sum(-1) + predicted.sum(-1))


def difference(gold, before, predicted_before, after, predicted_after, axis=-1):
    return f1(gold, after, predicted_after) - f1(gold, before, predicted_before)


random = np.random.default_rng(20)
for name, sentences, loss, gain in [("worse", 150, 0.2, 0.05), ("alike", 150, 0.04, 0.04), ("few", 25, 0.1, 0.1)]:
    gold = random.integers(0, 4, sentences)
    before = random.binomial(gold, 0.8)
    after = random.binomial(before, 1 - loss) + random.binomial(gold - before, gain)
    predicted_before = before + random.binomial(2, 0.1, sentences)
    predicted_after = after + random.binomial(2, 0.1, sentences)
    columns = (gold, before, predicted_before, after, predicted_after)
    interval = bootstrap(
        columns,
        difference,
        paired=True,
        vectorized=True,
        n_resamples=20000,
        method="percentile",
        rng=np.random.default_rng(21),
    ).confidence_interval
    print("case", name, interval.low, interval.high, sep="\t")
    for row in zip(*columns):
        print(*row, sep="\t")
