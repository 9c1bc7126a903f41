"""Golden cases of boosting: LightGBM's test loss on data that boosting-data.ts makes again, bit for bit.

usage: python -P boosting.py > boosting.json        (lightgbm 4.7.0, numpy)
"""

import json
import math

import lightgbm as lgb
import numpy as np

ROWS, TEST_ROWS, FEATURES = 6000, 3000, 8
SEED = 20260401


class Uniform:
    """Numerical Recipes' linear congruential generator: the same integers in any language."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (1664525 * self.state + 1013904223) % 2**32
        return self.state / 2**32


def make(rows, uniform, missing):
    """Features in [0, 1) but the last, a category of 0 .. 11; a smooth signal; noise. Only + - * and comparisons."""
    x = np.empty((rows, FEATURES))
    signal = np.empty(rows)
    noise = np.empty(rows)
    for r in range(rows):
        u = [uniform.next() for _ in range(FEATURES)]
        u[7] = math.floor(u[7] * 12)
        shift = 1.0 if u[7] in (1, 4, 7, 10) else 0.0
        step = 1.0 if u[0] > 0.5 else 0.0
        signal[r] = 2 * u[1] + 3 * u[2] * u[3] + step - 2 * (u[4] - 0.5) * (u[4] - 0.5) + shift
        noise[r] = uniform.next() + uniform.next() + uniform.next() + uniform.next() - 2
        for f in range(FEATURES):
            x[r, f] = u[f]
        if missing and uniform.next() < 0.2:
            x[r, 1] = math.nan
            signal[r] += 1
        if missing and uniform.next() < 0.2:
            x[r, 2] = math.nan
    return x, signal, noise


def labels(kind, signal, noise):
    if kind == "binary":
        return (signal + noise > 3).astype(float)
    if kind == "rare":
        return (signal + noise > 4).astype(float)
    if kind == "frequent":
        return (signal + noise > 2).astype(float)
    if kind == "multiclass":
        return np.floor(np.clip((signal + noise) / 2, 0, 2.999))
    if kind == "count":
        return np.floor(np.maximum(0, signal + 2 * noise))
    if kind == "relevance":
        return np.floor(np.clip(signal + noise, 0, 4.999))
    return signal + noise


def loss(name, y, raw, w=None):
    p = raw
    if name == "regression":
        each = (y - p) ** 2
    elif name == "regression_l1":
        each = np.abs(y - p)
    elif name == "quantile":
        each = np.where(y >= p, 0.9 * (y - p), 0.1 * (p - y))
    elif name == "huber":
        gap = np.abs(y - p)
        each = np.where(gap <= 0.9, 0.5 * gap * gap, 0.9 * (gap - 0.45))
    elif name == "poisson":
        each = np.exp(p) - y * p
    elif name == "tweedie":
        each = np.exp(0.5 * p) / 0.5 + y * np.exp(-0.5 * p) / 0.5
    elif name == "binary":
        each = np.log1p(np.exp(np.where(y > 0, -p, p)))
    elif name == "multiclass":
        shifted = p - p.max(axis=1, keepdims=True)
        each = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y.astype(int)]
    elif name == "lambdarank":
        total = []
        for first in range(0, len(y), 20):
            order = np.argsort(-p[first : first + 20], kind="stable")
            gains = 2 ** y[first : first + 20] - 1
            discount = 1 / np.log2(np.arange(2, 7))
            ideal = (np.sort(gains)[::-1][:5] * discount).sum()
            total.append(1 - (gains[order][:5] * discount).sum() / ideal if ideal > 0 else 0)
        each = np.array(total)
    return float(np.mean(each))


CASES = [
    ("squared", "number", {"objective": "regression"}),
    ("absolute", "number", {"objective": "regression_l1"}),
    ("quantile", "number", {"objective": "quantile", "alpha": 0.9}),
    ("huber", "number", {"objective": "huber", "alpha": 0.9}),
    ("poisson", "count", {"objective": "poisson"}),
    ("tweedie", "count", {"objective": "tweedie", "tweedie_variance_power": 1.5}),
    ("binary", "binary", {"objective": "binary"}),
    ("multiclass", "multiclass", {"objective": "multiclass", "num_class": 3}),
    ("lambdarank", "relevance", {"objective": "lambdarank"}),
    ("missing", "number", {"objective": "regression", "missing": True}),
    ("categorical", "number", {"objective": "regression", "categorical_feature": [7]}),
    ("missing-categorical-binary", "binary", {"objective": "binary", "missing": True, "categorical_feature": [7]}),
    ("monotone", "number", {"objective": "regression", "monotone_constraints": [1, 1, 1, -1, 0, 0, 0, 0]}),
    ("regularised", "number", {"objective": "regression", "lambda_l1": 5, "lambda_l2": 20, "min_gain_to_split": 1}),
    ("shallow", "number", {"objective": "regression", "max_depth": 3}),
    ("weighted", "number", {"objective": "regression", "weighted": True}),
    ("sampled", "number", {"objective": "regression", "bagging_fraction": 0.6, "bagging_freq": 1, "feature_fraction": 0.7}),
    ("positives-weigh", "rare", {"objective": "binary", "scale_pos_weight": 5}),
    ("positives-rare", "rare", {"objective": "binary", "is_unbalance": True}),
    ("negatives-rare", "frequent", {"objective": "binary", "is_unbalance": True, "weighted": True}),
    (
        "more-categories-than-bins",
        "number",
        {"objective": "regression", "max_bin": 16, "categorical_feature": [7], "crossed": True},
    ),
    ("few-bins", "number", {"objective": "regression", "max_bin": 15}),
]

cases = []
for name, kind, options in CASES:
    uniform = Uniform(SEED)
    missing = bool(options.get("missing"))
    x, signal, noise = make(ROWS, uniform, missing)
    xt, signal_t, noise_t = make(TEST_ROWS, uniform, missing)
    if options.get("crossed"):
        # Each category in three, by feature 6, which says nothing: 36 of them.
        for table in (x, xt):
            table[:, 7] += 12 * np.floor(3 * table[:, 6])
    y, yt = labels(kind, signal, noise), labels(kind, signal_t, noise_t)
    weights = np.where(x[:, 5] > 0.5, 3.0, 1.0) if options.get("weighted") else None
    params = {k: v for k, v in options.items() if k not in ("missing", "weighted", "crossed", "categorical_feature")}
    params |= {"verbose": -1, "num_threads": 1, "deterministic": True, "seed": 1}
    if "monotone_constraints" in params:
        params["monotone_constraints_method"] = "basic"
    group = [20] * (ROWS // 20) if params["objective"] == "lambdarank" else None
    data = lgb.Dataset(
        x, y, weight=weights, group=group, categorical_feature=options.get("categorical_feature", [])
    )
    model = lgb.train(params, data, num_boost_round=60)
    raw = model.predict(xt, raw_score=True)
    case = {"name": name, "labels": kind, "options": options, "loss": loss(params["objective"], yt, raw)}
    if params["objective"] == "binary":
        # A single tree of one leaf is the start score.
        stump = lgb.train(params | {"min_data_in_leaf": ROWS}, data, num_boost_round=1)
        case["start"] = float(stump.predict(xt[:1], raw_score=True)[0])
    cases.append(case)

print(
    json.dumps(
        {
            "library": f"lightgbm {lgb.__version__}",
            "script": "test/golden/boosting.py",
            "seed": SEED,
            "iterations": 60,
            "rows": ROWS,
            "testRows": TEST_ROWS,
            "features": FEATURES,
            "cases": cases,
        },
        indent=1,
    )
)
