"""Time LightGBM and scikit-learn on a table written by the bench. Prints JSON.

    lightgbm_trees.py FOLDER lightgbm|histogram|forest THREADS TREES LEAVES DEPTH
        train.f32, train-labels.f64, test.f32, test-labels.f64 in FOLDER, 24 features a row
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

FEATURES = 24


def load(folder: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    x = np.fromfile(folder / f"{name}.f32", dtype="float32").reshape(-1, FEATURES)
    return x, np.fromfile(folder / f"{name}-labels.f64")


def resident_mib() -> float:
    """What is resident now; NaN off Linux."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return float("nan")
    return int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20


def main() -> None:
    folder, what = Path(sys.argv[1]), sys.argv[2]
    threads, trees, leaves, depth = map(int, sys.argv[3:7])
    x, y = load(folder, "train")
    # Before the memory is looked at: the library's own is no memory of the training.
    import lightgbm

    loaded = resident_mib()
    if what == "lightgbm":
        version = f"LightGBM {lightgbm.__version__}"
        params = {"objective": "regression", "num_leaves": leaves, "num_threads": threads, "verbose": -1}
        start = time.perf_counter()
        data = lightgbm.Dataset(x, y, params={"num_threads": threads, "verbose": -1}).construct()
        bin_seconds = time.perf_counter() - start
        model = lightgbm.train(params, data, num_boost_round=trees)
        seconds = time.perf_counter() - start
    else:
        import sklearn
        from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor

        version = f"scikit-learn {sklearn.__version__}"
        if what == "histogram":
            model = HistGradientBoostingRegressor(max_iter=trees, max_leaf_nodes=leaves, early_stopping=False)
        else:
            model = RandomForestRegressor(n_estimators=trees, max_depth=depth, n_jobs=threads, random_state=1)
        bin_seconds = None
        with threadpool_limits(limits=threads):
            start = time.perf_counter()
            model.fit(x, y)
            seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    xt, yt = load(folder, "test")
    error = model.predict(xt) - yt
    print(
        json.dumps(
            {
                "version": version,
                "seconds": seconds,
                "bin_seconds": bin_seconds,
                "rmse": float(np.sqrt(np.mean(error * error))),
                "loaded_mib": loaded,
                "peak_mib": peak,
            }
        )
    )


main()
