"""Write the golden cases of tree ensembles from LightGBM: model files and what LightGBM predicts with them.

    python -m venv .venv-golden
    .venv-golden/bin/pip install lightgbm==4.7.0 numpy==2.4.6
    .venv-golden/bin/python test/golden/lightgbm.py

Writes lightgbm.json beside this script: every objective, missing type and kind of categorical split, on inputs with
NaN, infinities, values around the zero threshold, unseen categories, and values exactly at thresholds. Arrays are
base64 of little-endian float64, row-major.
"""

import base64
import json
import sys
from importlib.metadata import version
from pathlib import Path

# This file shares its name with the library: without this line Python would import the script itself.
sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

import lightgbm as lgb
import numpy as np

HERE = Path(__file__).parent
SEED = 20261123
ROWS = 600
# Columns 0 to 2 are numbers, 3 has few categories, 4 many, 5 is mostly zeros.
CATEGORICAL = [3, 4]
BASE = {
    "num_leaves": 7,
    "learning_rate": 0.3,
    "min_data_in_leaf": 8,
    "min_data_per_group": 10,
    "cat_smooth": 2,
    "deterministic": True,
    "num_threads": 1,
    "seed": SEED,
    "verbose": -1,
}
# Parameters that the file keeps nowhere else; the rest of that section is left out to keep the cases small.
KEPT = ("[boosting:", "[objective:", "[alpha:", "[tweedie_variance_power:", "[sigmoid:", "[linear_tree:")


def make_table(rng):
    x = rng.normal(size=(ROWS, 6))
    x[:, 3] = rng.integers(0, 4, ROWS)
    x[:, 4] = rng.integers(0, 90, ROWS)
    x[:, 5] = np.where(rng.random(ROWS) < 0.6, 0, rng.exponential(2, ROWS))
    signal = x[:, 0] + 0.6 * np.sin(3 * x[:, 1]) + (x[:, 3] == 2) + 0.8 * (x[:, 4] % 3 == 1) + 0.3 * x[:, 5]
    missing = rng.random((ROWS, 6)) < 0.12
    missing[:, 2] = False  # one column without missing values: its splits have missing type none
    x[missing] = np.nan
    return x, signal + 0.2 * rng.normal(size=ROWS)


def make_probes(rng, x):
    probes = x[:24].copy()
    special = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-36, -1e-36, 1e-35, -1e-35, 1.1e-35, -2e-35, 1e300, -1e300, 5e-324]
    odd = [np.nan, np.inf, -np.inf, -0.5, -1.0, 2.7, 1000.0, 2147483647.0, 2147483648.0, 1e20, -1e20, 31.0, 32.0, 63.99]
    for i, (number, category) in enumerate(zip(special, odd, strict=True)):
        row = x[30 + i].copy()
        row[[0, 1, 2, 5]] = number
        row[[3, 4]] = category
        one = x[50 + i].copy()
        one[i % 3] = number
        one[3 + i % 2] = category
        one[5] = special[-1 - i]
        probes = np.vstack([probes, row, one])
    return probes


def rows_at_thresholds(rng, booster, x):
    """Rows whose numbers are a threshold of the model, or one unit in the last place above it."""
    thresholds = []
    trees = booster.dump_model()["tree_info"]
    waiting = [tree["tree_structure"] for tree in trees]
    while waiting:
        node = waiting.pop()
        if "split_feature" not in node:
            continue
        waiting += [node["left_child"], node["right_child"]]
        if node["decision_type"] == "<=":
            thresholds.append((node["split_feature"], node["threshold"]))
    rows = []
    for k in range(min(6, len(thresholds))):
        feature, threshold = thresholds[k * len(thresholds) // min(6, len(thresholds))]
        row = x[100 + k].copy()
        row[feature] = threshold if k % 2 == 0 else np.nextafter(threshold, np.inf)
        rows.append(row)
    return np.array(rows).reshape(-1, x.shape[1])


def encoded(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f8").tobytes()).decode()


def trimmed(model):
    head, rest = model.split("\nparameters:\n")
    lines, tail = rest.split("end of parameters")
    kept = [line for line in lines.split("\n") if line.startswith(KEPT)]
    return head + "\nparameters:\n" + "\n".join(kept) + "\n\nend of parameters" + tail


def own_loss(scores, data):
    return scores - data.get_label(), np.ones_like(scores)


def cases(y):
    positive = np.exp(0.5 * y)
    classes = np.digitize(y, np.quantile(y, [0.4, 0.7]))
    share = 1 / (1 + np.exp(-y))
    grades = np.digitize(y, np.quantile(y, [0.5, 0.8, 0.95]))
    binary = (y > 0.8).astype(int)
    groups = [20] * (ROWS // 20)
    forest = {"boosting": "rf", "bagging_fraction": 0.6, "bagging_freq": 1, "feature_fraction": 0.8}
    return {
        "regression": ({"objective": "regression"}, y, {}),
        "regression-sqrt": ({"objective": "regression", "reg_sqrt": True}, 3 * y, {}),
        "regression-l1": ({"objective": "regression_l1"}, y, {}),
        "huber": ({"objective": "huber", "alpha": 0.6}, y, {}),
        "fair": ({"objective": "fair"}, y, {}),
        "quantile": ({"objective": "quantile", "alpha": 0.85}, y, {}),
        "mape": ({"objective": "mape"}, y, {}),
        "poisson": ({"objective": "poisson"}, np.floor(positive), {}),
        "gamma": ({"objective": "gamma"}, positive, {}),
        "tweedie": ({"objective": "tweedie", "tweedie_variance_power": 1.3}, np.floor(positive), {}),
        "binary": ({"objective": "binary", "sigmoid": 0.7}, binary, {}),
        "multiclass": ({"objective": "multiclass", "num_class": 3}, classes, {}),
        "multiclassova": ({"objective": "multiclassova", "num_class": 3, "sigmoid": 1.5}, classes, {}),
        "cross-entropy": ({"objective": "cross_entropy"}, share, {}),
        "cross-entropy-lambda": ({"objective": "cross_entropy_lambda"}, share, {}),
        "lambdarank": ({"objective": "lambdarank"}, grades, {"group": groups}),
        "rank-xendcg": ({"objective": "rank_xendcg"}, grades, {"group": groups}),
        "own-loss": ({"objective": own_loss}, y, {}),
        "forest-regression": ({"objective": "regression", **forest}, y, {}),
        "forest-binary": ({"objective": "binary", **forest}, binary, {}),
        "forest-multiclass": ({"objective": "multiclass", "num_class": 3, **forest}, classes, {}),
        "dart": ({"objective": "regression", "boosting": "dart", "drop_rate": 0.5}, y, {}),
        "weights": ({"objective": "regression"}, y, {"weight": np.abs(y) + 0.1}),
        "monotone": ({"objective": "regression", "monotone_constraints": [1, 0, -1, 0, 0, 1]}, y, {}),
        "missing-none": ({"objective": "regression", "use_missing": False}, y, {}),
        "missing-zero": ({"objective": "regression", "zero_as_missing": True}, y, {}),
        "missing-zero-binary": ({"objective": "binary", "zero_as_missing": True}, binary, {}),
        "missing-nan-full-columns": ({"objective": "regression"}, y, {"fill": True}),
        "categories-one-by-one": ({"objective": "regression", "max_cat_to_onehot": 100}, y, {}),
        "categories-sorted": ({"objective": "regression", "max_cat_to_onehot": 1, "cat_l2": 1}, y, {}),
        "categories-none": ({"objective": "regression"}, y, {"categorical": []}),
        "one-leaf": ({"objective": "regression", "min_data_in_leaf": ROWS}, y, {}),
        "one-leaf-multiclass": ({"objective": "multiclass", "num_class": 3, "min_data_in_leaf": ROWS}, classes, {}),
    }


def main():
    rng = np.random.default_rng(SEED)
    x, y = make_table(rng)
    probes = make_probes(rng, x)
    stored = {}
    for name, (parameters, target, extras) in cases(y).items():
        table = np.nan_to_num(x) if extras.get("fill") else x
        data = lgb.Dataset(
            table,
            target,
            categorical_feature=extras.get("categorical", CATEGORICAL),
            group=extras.get("group"),
            weight=extras.get("weight"),
            params={"verbose": -1, "zero_as_missing": parameters.get("zero_as_missing", False)},
        )
        rounds = 2 if "num_class" in parameters else 5
        model = trimmed(lgb.train({**BASE, **parameters}, data, rounds).model_to_string())
        booster = lgb.Booster(model_str=model)
        rows = np.vstack([probes, rows_at_thresholds(rng, booster, x)])
        stored[name] = {
            "model": model,
            "moreRows": encoded(rows[len(probes) :]),
            "raw": encoded(booster.predict(rows, raw_score=True)),
            "output": encoded(booster.predict(rows)),
            "firstTwo": encoded(booster.predict(rows, raw_score=True, num_iteration=2)),
            "leaves": booster.predict(rows[::8], pred_leaf=True).astype(int).ravel().tolist(),
            "contributions": encoded(booster.predict(rows[::4], pred_contrib=True)),
            "splitImportance": booster.feature_importance("split").tolist(),
            "gainImportance": booster.feature_importance("gain").tolist(),
        }
    document = {
        "library": f"lightgbm {version('lightgbm')}",
        "script": "test/golden/lightgbm.py",
        "seed": SEED,
        "features": x.shape[1],
        "outputUlps": 2,
        "whyThoseUlps": "V8's exp and the C library's may differ in the last place; logistic and softmax round after it",
        "contributionTolerance": 1e-14,
        "whyThatTolerance": "the same algorithm, terms of the order of 1 to 10, C++ may fuse multiply and add",
        "rows": encoded(probes),
        "cases": stored,
    }
    (HERE / "lightgbm.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(len(stored), "cases")


main()
