"""LightGBM's side of the tree-predict suite.

    python lightgbm_predict.py make FOLDER CASE    train on 500,000 x 24; writes rows.f64 and model.txt
    python lightgbm_predict.py time FOLDER         predict once on one thread; writes predictions.f64, prints seconds

CASE is "numbers" (no missing values), "mixed" (a tenth missing, four categorical columns) or "classes" (three classes,
99 trees).
"""

import sys
import time
from pathlib import Path

import lightgbm as lgb
import numpy as np

ROWS, FEATURES = 500_000, 24


def make(folder, case):
    rng = np.random.default_rng(20261123)
    x = rng.normal(size=(ROWS, FEATURES))
    y = 2 * x[:, 0] + np.sin(3 * x[:, 1]) + x[:, 2] * x[:, 3] + 0.5 * rng.normal(size=ROWS)
    parameters = {"objective": "regression", "num_leaves": 63, "num_threads": 2, "verbose": -1}
    categorical = []
    rounds = 100
    if case == "mixed":
        x[:, 20:] = rng.integers(0, 60, size=(ROWS, 4))
        y += 0.7 * (x[:, 20] % 3 == 1) + 0.5 * (x[:, 21] % 5 == 2)
        x[rng.random(x.shape) < 0.1] = np.nan
        categorical = [20, 21, 22, 23]
    if case == "classes":
        y = np.digitize(y, [-1, 1])
        parameters |= {"objective": "multiclass", "num_class": 3}
        rounds = 33
    lgb.train(parameters, lgb.Dataset(x, y, categorical_feature=categorical), rounds).save_model(folder / "model.txt")
    x.tofile(folder / "rows.f64")


def time_once(folder):
    booster = lgb.Booster(model_file=folder / "model.txt")
    x = np.fromfile(folder / "rows.f64").reshape(-1, FEATURES)
    booster.predict(x[:1000], raw_score=True, num_threads=1)
    start = time.perf_counter()
    predictions = booster.predict(x, raw_score=True, num_threads=1)
    print(time.perf_counter() - start)
    predictions.tofile(folder / "predictions.f64")


def main():
    folder = Path(sys.argv[2])
    if sys.argv[1] == "make":
        make(folder, sys.argv[3])
    else:
        time_once(folder)


main()
