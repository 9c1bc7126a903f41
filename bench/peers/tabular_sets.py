"""Tables, folds and LightGBM's scores of the tabular suites.

    python tabular_sets.py FOLDER REPEATS NAME...

For each fold of a repeated 5-fold cross-validation of each named set writes FOLDER/NAME-FOLD-train.csv and
FOLDER/NAME-FOLD-test.csv, the target in column "y". Writes FOLDER/sets.json: a list of {name, task, rows, classes, folds,
loss, share}: LightGBM's test losses fold by fold with its defaults (log loss, or RMSE), and accuracies or R2.
"""

import json
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.metrics import accuracy_score, log_loss, r2_score
from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold

SEED = 20261125
ROWS = 20_000


def table(name):
    """(task, x, y) of a set."""
    if name in ("breast_cancer", "wine", "digits", "iris"):
        return ("classification", *getattr(datasets, f"load_{name}")(return_X_y=True))
    if name == "diabetes":
        return ("regression", *datasets.load_diabetes(return_X_y=True))
    if name == "make_classification":
        return (
            "classification",
            *datasets.make_classification(
                ROWS, n_features=20, n_informative=10, n_redundant=4, n_clusters_per_class=4, flip_y=0.05, random_state=SEED
            ),
        )
    if name == "make_hastie_10_2":
        x, y = datasets.make_hastie_10_2(ROWS, random_state=SEED)
        return "classification", x, (y > 0).astype(int)
    if name == "make_friedman1":
        return ("regression", *datasets.make_friedman1(ROWS, n_features=10, noise=1.0, random_state=SEED))
    raise SystemExit(f"unknown set {name}")


def scored(task, x, y, train, test):
    """Test loss and accuracy or R2 of LightGBM's defaults."""
    if task == "regression":
        model = lgb.LGBMRegressor(verbose=-1, n_jobs=1).fit(x[train], y[train])
        values = model.predict(x[test])
        return float(np.sqrt(np.mean((values - y[test]) ** 2))), float(r2_score(y[test], values))
    model = lgb.LGBMClassifier(verbose=-1, n_jobs=1).fit(x[train], y[train])
    chances = model.predict_proba(x[test])
    return (
        float(log_loss(y[test], chances, labels=model.classes_)),
        float(accuracy_score(y[test], model.classes_[chances.argmax(1)])),
    )


def write(folder, name, repeats):
    task, x, y = table(name)
    kind = RepeatedKFold if task == "regression" else RepeatedStratifiedKFold
    found = {"name": name, "task": task, "rows": len(y), "classes": len(np.unique(y)) if task == "classification" else 0}
    losses, shares = [], []
    splits = kind(n_splits=5, n_repeats=repeats, random_state=SEED).split(x, y)
    for fold, (train, test) in enumerate(splits):
        for part, rows in (("train", train), ("test", test)):
            columns = {f"x{c}": x[rows, c] for c in range(x.shape[1])}
            labels = y[rows] if task == "regression" else y[rows].astype(int)
            pd.DataFrame({**columns, "y": labels}).to_csv(folder / f"{name}-{fold}-{part}.csv", index=False)
        loss, share = scored(task, x, y, train, test)
        losses.append(loss)
        shares.append(share)
    return {**found, "folds": len(losses), "loss": losses, "share": shares, "peer": f"LightGBM {lgb.__version__} defaults"}


def main():
    folder = Path(sys.argv[1])
    sets = [write(folder, name, int(sys.argv[2])) for name in sys.argv[3:]]
    (folder / "sets.json").write_text(json.dumps(sets))


main()
