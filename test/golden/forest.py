"""Golden cases of forests: scikit-learn's test and out-of-bag scores on data that boosting-data.ts makes again.

usage: python -P forest.py > forest.json        (scikit-learn, numpy; boosting.py beside it)
"""

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn import ensemble

with contextlib.redirect_stdout(io.StringIO()):
    shared = runpy.run_path(str(Path(__file__).parent / "boosting.py"))

ROWS, TEST_ROWS, SEED = 4000, 3000, shared["SEED"]

CASES = [
    ("forest", "number", "RandomForestRegressor", {"max_depth": 10}),
    ("deep-forest", "number", "RandomForestRegressor", {}),
    ("few-features", "number", "RandomForestRegressor", {"max_features": "sqrt", "min_samples_leaf": 3}),
    ("few-leaves", "number", "RandomForestRegressor", {"max_leaf_nodes": 40}),
    ("extra-trees", "number", "ExtraTreesRegressor", {}),
    ("binary-forest", "binary", "RandomForestClassifier", {}),
    ("class-forest", "multiclass", "RandomForestClassifier", {"min_samples_split": 8}),
    ("class-extra-trees", "multiclass", "ExtraTreesClassifier", {"max_depth": 12}),
    ("weighted-forest", "number", "RandomForestRegressor", {"max_depth": 8, "weighted": True}),
]

cases = []
for name, kind, model_name, options in CASES:
    uniform = shared["Uniform"](SEED)
    x, signal, noise = shared["make"](ROWS, uniform, False)
    xt, signal_t, noise_t = shared["make"](TEST_ROWS, uniform, False)
    y, yt = shared["labels"](kind, signal, noise), shared["labels"](kind, signal_t, noise_t)
    weights = np.where(x[:, 5] > 0.5, 3.0, 1.0) if options.get("weighted") else None
    params = {k: v for k, v in options.items() if k != "weighted"}
    if model_name.startswith("Random"):
        params["oob_score"] = True
    model = getattr(ensemble, model_name)(n_estimators=60, random_state=1, n_jobs=1, **params)
    model.fit(x, y, sample_weight=weights)
    cases.append(
        {
            "name": name,
            "labels": kind,
            "model": model_name,
            "options": options,
            "score": model.score(xt, yt),
            "oobScore": getattr(model, "oob_score_", None),
        }
    )

json.dump(
    {
        "library": f"scikit-learn {sklearn.__version__}",
        "script": "test/golden/forest.py",
        "seed": SEED,
        "trees": 60,
        "rows": ROWS,
        "testRows": TEST_ROWS,
        "features": 8,
        "cases": cases,
    },
    sys.stdout,
    indent=1,
)
print()
