"""Time implicit's ALS and its item neighbours on one thread. Prints JSON; leaves the factors in FOLDER.

    implicit_als.py FOLDER CUSTOMERS TITLES FACTORS REGULARIZATION ITERATIONS TOP
"""

import json
import sys
import time
from pathlib import Path

import implicit
import numpy as np
import scipy.sparse
from implicit._nearest_neighbours import all_pairs_knn
from implicit.cpu.als import AlternatingLeastSquares


def main() -> None:
    folder = Path(sys.argv[1])
    customers, titles, factors = map(int, sys.argv[2:5])
    regularization, iterations, top = float(sys.argv[5]), int(sys.argv[6]), int(sys.argv[7])
    read = lambda name, dtype: np.fromfile(folder / name, dtype=dtype)
    matrix = scipy.sparse.csr_matrix(
        (read("values.f32", "float32"), read("columns.i32", "int32"), read("starts.i32", "int32")),
        shape=(customers, titles),
    )
    model = AlternatingLeastSquares(
        factors=factors, regularization=regularization, iterations=iterations, use_native=True, use_cg=True, num_threads=1
    )
    model.user_factors = read("users.f32", "float32").reshape(customers, factors)
    model.item_factors = read("items.f32", "float32").reshape(titles, factors)
    start = time.perf_counter()
    model.fit(matrix, show_progress=False)
    seconds = time.perf_counter() - start
    model.user_factors.tofile(folder / "peer-users.f32")
    model.item_factors.tofile(folder / "peer-items.f32")
    start = time.perf_counter()
    all_pairs_knn(matrix.T.tocsr().astype("float64"), top, num_threads=1)
    print(json.dumps({"implicit": implicit.__version__, "seconds": seconds, "knn_seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main()
