"""Search the five functions with optuna's TPE. Prints JSON: the version, and the best values found by function and seed.

    optuna_search.py TRIALS SEEDS

The functions are those of bench/measures/search-functions.ts.
"""

import json
import math
import sys

import optuna

ALPHA = [1, 1.2, 3, 3.2]
A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
]


def rosenbrock(x):
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def branin(x):
    bend = x[1] - 5.1 / (4 * math.pi**2) * x[0] ** 2 + 5 / math.pi * x[0] - 6
    return bend**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x[0]) + 10


def hartmann(x):
    return -sum(
        alpha * math.exp(-sum(a * (v - p / 10000) ** 2 for a, p, v in zip(row, places, x)))
        for alpha, row, places in zip(ALPHA, A, P)
    )


def ackley(x):
    root = math.sqrt(sum(v * v for v in x) / len(x))
    return 20 + math.e - 20 * math.exp(-0.2 * root) - math.exp(sum(math.cos(2 * math.pi * v) for v in x) / len(x))


FUNCTIONS = [
    (lambda x: sum(v * v for v in x), [(-5, 5)] * 5),
    (rosenbrock, [(-2, 2)] * 4),
    (branin, [(-5, 10), (0, 15)]),
    (hartmann, [(0, 1)] * 6),
    (ackley, [(-32, 32)] * 4),
]


def best(function, bounds, multivariate, seed, trials):
    sampler = optuna.samplers.TPESampler(seed=seed, multivariate=multivariate)
    study = optuna.create_study(sampler=sampler)
    study.optimize(
        lambda trial: function([trial.suggest_float(f"x{i}", a, b) for i, (a, b) in enumerate(bounds)]), n_trials=trials
    )
    return study.best_value


optuna.logging.set_verbosity(optuna.logging.ERROR)
trials, seeds = int(sys.argv[1]), int(sys.argv[2])
result = {
    name: [[best(function, bounds, multivariate, seed, trials) for seed in range(seeds)] for function, bounds in FUNCTIONS]
    for name, multivariate in (("TPE", False), ("multivariate TPE", True))
}
json.dump({"optuna": optuna.__version__, "best": result}, sys.stdout)
