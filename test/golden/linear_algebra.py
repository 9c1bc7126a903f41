"""Write the golden cases of linear algebra and sparse matrices from numpy, scipy and implicit.

    python -m venv .venv-golden
    .venv-golden/bin/pip install implicit==0.7.3 numpy==2.4.6 scipy==1.17.1
    .venv-golden/bin/python test/golden/linear_algebra.py

Writes linear-algebra.json beside this script.
"""

import json
import os
from importlib.metadata import version
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import implicit
import numpy as np
import scipy.linalg
import scipy.sparse

HERE = Path(__file__).parent
SEED = 20261123


def flat(array) -> list:
    return np.asarray(array).ravel().tolist()


def solves(rng) -> dict:
    cases = {}
    for n in (1, 7, 45):
        root = rng.standard_normal((n, n))
        definite = root @ root.T + 0.1 * np.eye(n)
        right = rng.standard_normal((n, 3))
        cases[f"definite-{n}"] = {
            "n": n,
            "a": flat(definite),
            "b": flat(right),
            "x": flat(scipy.linalg.solve(definite, right, assume_a="pos")),
        }
    for n in (2, 9, 30):
        root = rng.standard_normal((n, n))
        indefinite = root + root.T
        np.fill_diagonal(indefinite, 0)
        right = rng.standard_normal((n, 2))
        cases[f"indefinite-{n}"] = {
            "n": n,
            "a": flat(indefinite),
            "b": flat(right),
            "x": flat(scipy.linalg.solve(indefinite, right, assume_a="sym")),
        }
    return cases


def svd(rng) -> dict:
    rows, columns, rank = 40, 25, 5
    left = np.linalg.qr(rng.standard_normal((rows, columns)))[0]
    right = np.linalg.qr(rng.standard_normal((columns, columns)))[0]
    matrix = left @ np.diag(10 * 0.7 ** np.arange(columns)) @ right
    u, s, vt = scipy.linalg.svd(matrix, full_matrices=False)
    u, s, v = u[:, :rank], s[:rank], vt[:rank].T
    signs = np.sign(u[np.abs(u).argmax(axis=0), np.arange(rank)])
    return {"rows": rows, "columns": columns, "rank": rank, "a": flat(matrix), "u": flat(u * signs), "s": flat(s), "v": flat(v * signs)}


def interactions(rng, users: int, items: int, entries: int) -> scipy.sparse.csr_matrix:
    popularity = 1 / np.arange(1, items + 1)
    rows = rng.integers(0, users - 1, entries)  # the last user has none
    columns = rng.choice(items, entries, p=popularity / popularity.sum())
    values = rng.integers(1, 9, entries).astype("float32")
    matrix = scipy.sparse.coo_matrix((values, (rows, columns)), shape=(users, items)).tocsr()
    matrix.sort_indices()
    return matrix


def stored(matrix) -> dict:
    return {
        "rowCount": matrix.shape[0],
        "columnCount": matrix.shape[1],
        "rowStart": flat(matrix.indptr),
        "columns": flat(matrix.indices),
        "values": flat(matrix.data),
    }


def co_occurrence(rng) -> dict:
    matrix = interactions(rng, 60, 25, 300)
    weights = rng.uniform(0.5, 2, 60).astype("float32")
    dense = matrix.toarray().astype("float64")
    product = dense.T @ (dense * weights[:, None])
    np.fill_diagonal(product, 0)
    top = 4
    rows = []
    for row in product:
        order = np.lexsort((np.arange(len(row)), -row))[:top]
        rows.append({"columns": flat(sorted(c for c in order if row[c] > 0)), "values": [row[c] for c in sorted(order) if row[c] > 0]})
    return {"x": stored(matrix), "weights": flat(weights), "topK": top, "rows": rows}


def als(rng) -> dict:
    cases = {}
    for factors, alpha in ((5, 1.0), (16, 2.5)):
        matrix = interactions(rng, 40, 30, 250)
        matrix.data[::11] *= -1  # refusals
        model = implicit.cpu.als.AlternatingLeastSquares(
            factors=factors, regularization=5.0, alpha=alpha, iterations=3, use_native=True, use_cg=True, num_threads=1
        )
        start_users = (rng.random((40, factors)) * 0.01).astype("float32")
        start_items = (rng.random((30, factors)) * 0.01).astype("float32")
        model.user_factors, model.item_factors = start_users.copy(), start_items.copy()
        model.fit(matrix, show_progress=False)
        user = 3
        one = matrix[user]
        cases[f"factors-{factors}"] = {
            "x": stored(matrix),
            "factors": factors,
            "alpha": alpha,
            "regularization": 5.0,
            "iterations": 3,
            "startUsers": flat(start_users),
            "startItems": flat(start_items),
            "users": flat(model.user_factors),
            "items": flat(model.item_factors),
            "foldedUser": user,
            "folded": flat(model.recalculate_user(0, one)),
        }
    return cases


def main() -> None:
    rng = np.random.default_rng(SEED)
    golden = {
        "library": ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "implicit")),
        "script": "test/golden/linear_algebra.py",
        "seed": SEED,
        "horizon": 0,
        "tolerance": 1e-9,
        "whyThatTolerance": "float64 sums in another order; condition numbers up to 10^4",
        "alsTolerance": 2e-4,
        "whyThatAlsTolerance": "float32 sums in another order, three iterations deep; so large a regularization keeps the systems tame",
        "cases": {"solves": solves(rng), "svd": svd(rng), "coOccurrence": co_occurrence(rng), "als": als(rng)},
    }
    (HERE / "linear-algebra.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
