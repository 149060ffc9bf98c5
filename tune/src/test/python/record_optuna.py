"""Records what Optuna reaches on the functions of Functions.java, 20 seeds each.

    pip install -r requirements.txt
    python record_optuna.py > ../resources/dev/fastener/tune/search/optuna.json

"best" holds the mean best value so far after 25, 50 and 100 trials of TPE with its defaults; "hypervolume" the mean
hypervolume after 100 trials of NSGA-II with its defaults.
"""

import json
import math

import numpy as np
import optuna

SEEDS = 20
TRIALS = 100
AFTER = [25, 50, 100]


def branin(t):
    x, y = t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]
C = [1.0, 1.2, 3.0, 3.2]


def hartmann6(t):
    x = [t.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(c * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(ar, x, pr))) for c, ar, pr in zip(C, A, P))


def tagger(t):
    """Error and cost of an imaginary tagger: a choice, a power of two, a whole number, a logarithmic one."""
    cell = t.suggest_categorical("cell", ["lstm", "gru", "plain"])
    hidden = t.suggest_int("hidden", 5, 9)
    layers = t.suggest_int("layers", 1, 4)
    rate = t.suggest_float("rate", 1e-5, 1e-1, log=True)
    best = -2.7 - 0.3 * (hidden - 7)
    error = {"lstm": 0.0, "gru": 0.2, "plain": 1.0}[cell]
    error += 0.15 * (hidden - 8) ** 2 + 0.3 * (layers - 2) ** 2 + 0.8 * (math.log10(rate) - best) ** 2
    cost = {"lstm": 1.0, "gru": 0.75, "plain": 0.4}[cell] * layers * 4.0 ** (hidden - 9)
    return error, cost


def mixed(t):
    return tagger(t)[0]


def zdt1(t):
    x = [t.suggest_float(f"x{i}", 0, 1) for i in range(5)]
    g = 1 + 9 * sum(x[1:]) / 4
    return x[0], g * (1 - math.sqrt(x[0] / g))


def best_so_far(function):
    runs = []
    for seed in range(SEEDS):
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(function, n_trials=TRIALS)
        runs.append(np.minimum.accumulate([t.value for t in study.trials]))
    return {str(n): float(np.mean([run[n - 1] for run in runs])) for n in AFTER}


def hypervolume(function, reference):
    volumes = []
    for seed in range(SEEDS):
        study = optuna.create_study(
            directions=["minimize"] * 2, sampler=optuna.samplers.NSGAIISampler(seed=seed)
        )
        study.optimize(function, n_trials=TRIALS)
        points = np.array([t.values for t in study.trials])
        points = points[(points < np.array(reference)).all(axis=1)]
        volumes.append(optuna._hypervolume.compute_hypervolume(points, np.array(reference)))
    return {"reference": list(reference), "mean": float(np.mean(volumes))}


optuna.logging.set_verbosity(optuna.logging.WARNING)
print(
    json.dumps(
        {
            "optuna": optuna.__version__,
            "seeds": SEEDS,
            "best": {f.__name__: best_so_far(f) for f in (branin, hartmann6, mixed)},
            "hypervolume": {
                "zdt1": hypervolume(zdt1, (1.1, 8.0)),
                "tagger": hypervolume(tagger, (5.0, 4.0)),
            },
        },
        indent=2,
    )
)
