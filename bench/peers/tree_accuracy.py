"""Data, folds and the peers' scores of the tree-accuracy suite.

    python tree_accuracy.py FOLDER [NAME...]

Writes cases.json: a list of {name, task, classes, rows, features, categorical, forest, seeds, folds, scores}; `folds`
holds the test rows of each fold, `scores` a list of test losses per peer, fold by fold. A forest's loss is the mean over
so many forests of different seeds, for on small tables one forest differs from the next by a standard error. Beside it NAME.x.f64 and NAME.y.f64.
With names, only the cases whose names begin with one of them.

Losses: RMSE for regression, mean negative log-likelihood for boosted classifiers, share of errors for forests.
scikit-learn's forests take categories as numbers, for they know no others.
"""

import json
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np
from sklearn import datasets
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold

SEED = 20261123
ROWS = 20_000
SEEDS_OF_SMALL = 4
TINY = 1e-15


def tables():
    """Name to (task, x, y, repeats of 5-fold)."""
    found = {}
    for name, task in [("diabetes", "regression"), ("breast_cancer", "binary"), ("wine", "multiclass")]:
        found[name] = (task, *getattr(datasets, f"load_{name}")(return_X_y=True), 5)
    found["iris"] = ("multiclass", *datasets.load_iris(return_X_y=True), 5)
    found["digits"] = ("multiclass", *datasets.load_digits(return_X_y=True), 5)
    friedman = datasets.make_friedman1(ROWS, n_features=12, noise=1, random_state=SEED)
    found["friedman"] = ("regression", *friedman, 2)
    shape = {"n_samples": ROWS, "n_features": 20, "n_informative": 8, "random_state": SEED, "flip_y": 0.05}
    found["two_classes"] = ("binary", *datasets.make_classification(**shape), 2)
    found["four_classes"] = ("multiclass", *datasets.make_classification(n_classes=4, **shape), 2)
    return found


def with_gaps(x, y, task, rng):
    """Two categorical columns that bear on the target, and a tenth of all values missing."""
    group = rng.integers(0, 12, len(x))
    shop = rng.integers(0, 60, len(x))
    effect = (group % 3 == 1) * 1.0 + (shop % 5 == 2) * 0.7
    x = np.column_stack([x, group, shop]).astype(float)
    if task == "regression":
        y = y + 2 * effect
    else:
        # The columns say for some rows what the class is.
        x[:, -2] = np.where(rng.random(len(x)) < 0.3, 3 * y + group % 3, group)
    x[rng.random(x.shape) < 0.1] = np.nan
    return x, y, [x.shape[1] - 2, x.shape[1] - 1]


def log_loss(y, p):
    p = p if p.ndim == 2 else np.column_stack([1 - p, p])
    return float(-np.mean(np.log(np.clip(p[np.arange(len(y)), y.astype(int)], TINY, None))))


def rmse(y, prediction):
    return float(np.sqrt(np.mean((prediction - y) ** 2)))


def boosted(task, classes, categorical, x, y, test, train):
    parameters = {"objective": task, "verbose": -1, "num_threads": 1}
    if task == "multiclass":
        parameters["num_class"] = classes
    data = lgb.Dataset(x[train], y[train], categorical_feature=categorical)
    ours = lgb.train(parameters, data, 100).predict(x[test], num_threads=1)
    settings = {"early_stopping": False, "categorical_features": categorical or None, "random_state": SEED}
    if task == "regression":
        theirs = HistGradientBoostingRegressor(**settings).fit(x[train], y[train]).predict(x[test])
        return {"LightGBM": rmse(y[test], ours), "HistGradientBoosting": rmse(y[test], theirs)}
    theirs = HistGradientBoostingClassifier(**settings).fit(x[train], y[train]).predict_proba(x[test])
    return {"LightGBM": log_loss(y[test], ours), "HistGradientBoosting": log_loss(y[test], theirs)}


def forest(task, seeds, x, y, test, train):
    losses = []
    for seed in range(seeds):
        settings = {"n_jobs": 2, "random_state": seed}
        if task == "regression":
            model = RandomForestRegressor(**settings).fit(x[train], y[train])
            losses.append(rmse(y[test], model.predict(x[test])))
        else:
            model = RandomForestClassifier(**settings).fit(x[train], y[train])
            losses.append(float(np.mean(model.predict(x[test]) != y[test])))
    return {"RandomForest": float(np.mean(losses))}


def write_case(folder, name, task, x, y, repeats, categorical, is_forest):
    classes = 1 if task == "regression" else len(np.unique(y))
    kind = RepeatedKFold if task == "regression" else RepeatedStratifiedKFold
    seeds = SEEDS_OF_SMALL if is_forest and len(x) < ROWS else 1
    splits = list(kind(n_splits=5, n_repeats=repeats, random_state=SEED).split(x, y))
    scores = {}
    for train, test in splits:
        if is_forest:
            found = forest(task, seeds, x, y, test, train)
        else:
            found = boosted(task, classes, categorical, x, y, test, train)
        for peer, score in found.items():
            scores.setdefault(peer, []).append(score)
    x.astype("<f8").tofile(folder / f"{name}.x.f64")
    y.astype("<f8").tofile(folder / f"{name}.y.f64")
    return {
        "name": name,
        "task": task,
        "classes": classes,
        "rows": x.shape[0],
        "features": x.shape[1],
        "categorical": categorical,
        "forest": is_forest,
        "seeds": seeds,
        "folds": [test.tolist() for _, test in splits],
        "scores": scores,
    }


def main():
    folder, names = Path(sys.argv[1]), tuple(sys.argv[2:]) or ("",)
    cases = []
    for name, (task, x, y, repeats) in tables().items():
        x = np.ascontiguousarray(x, dtype=float)
        gaps = with_gaps(x, y, task, np.random.default_rng(SEED))
        for suffix, (columns, target, categorical) in {"": (x, y, []), "_gaps": gaps}.items():
            for kind in ("", "_forest"):
                title = f"{name}{suffix}{kind}"
                if title.startswith(names):
                    cases.append(write_case(folder, title, task, columns, target, repeats, categorical, kind != ""))
    (folder / "cases.json").write_text(json.dumps(cases))


main()
