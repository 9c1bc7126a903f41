"""Write the golden cases of recommenders from numpy and implicit.

    python -m venv .venv-golden
    .venv-golden/bin/pip install implicit==0.7.3 numpy==2.4.6 scipy==1.17.1
    .venv-golden/bin/python test/golden/recommenders.py

Writes recommenders.json beside this script. The neighbours come from implicit's own code, the rest straight from the
formulas in numpy's float64, without what the project's code shares between models.
"""

import json
import os
from importlib.metadata import version
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import scipy.sparse
from implicit.cpu.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

HERE = Path(__file__).parent
SEED = 20261124
USERS, ITEMS = 60, 24


def histories(rng) -> list:
    """Oldest first; every reader has some, in an order that is not that of the items."""
    popularity = 1 / np.arange(2, ITEMS + 2)
    popularity /= popularity.sum()
    return [rng.choice(ITEMS, rng.integers(1, 9), replace=False, p=popularity).tolist() for _ in range(USERS)]


def matrix_of(rows, strengths) -> np.ndarray:
    x = np.zeros((USERS, ITEMS))
    at = 0
    for user, row in enumerate(rows):
        for item in row:
            x[user, item] = strengths[at]
            at += 1
    return x


def top(w: np.ndarray, k: int) -> np.ndarray:
    kept = np.zeros_like(w)
    for i, row in enumerate(w):
        best = sorted((j for j in range(ITEMS) if row[j] > 0), key=lambda j: (-row[j], j))[:k]
        kept[i, best] = row[best]
    return kept


def neighbours(model, x: np.ndarray) -> np.ndarray:
    model.fit(scipy.sparse.csr_matrix(x), show_progress=False)
    w = model.similarity.toarray()
    np.fill_diagonal(w, 0)
    return np.where(w > 0, w, 0)


def powers(sizes: np.ndarray, exponent: float) -> np.ndarray:
    return np.where(sizes > 0, np.maximum(sizes, 1e-300) ** exponent, 0)


def family(x, a, b, c, h, q, k, pairs=None) -> np.ndarray:
    n_user, n_item = (x**2).sum(1), (x**2).sum(0)
    together = x.T @ x
    s = x.T @ (powers(n_user, -b)[:, None] * x) if pairs is None else pairs(powers(n_user, -b))
    np.fill_diagonal(together, 0)
    np.fill_diagonal(s, 0)
    shrink = np.divide(together, together + h, out=np.zeros_like(together), where=together > 0)
    return top((powers(n_item, -a)[:, None] * powers(n_item, -c) * s * shrink) ** q, k)


def directed(rows, x, gamma, beta, **settings) -> np.ndarray:
    def pairs(weights):
        s = np.zeros((ITEMS, ITEMS))
        for user, row in enumerate(rows):
            for p, i in enumerate(row):
                for r, j in enumerate(row):
                    if p == r:
                        continue
                    gap = abs(r - p) ** -gamma * (1 if r > p else beta)
                    s[i, j] += weights[user] * gap * x[user, i] * x[user, j]
        return s

    return family(x, pairs=pairs, **settings)


def rp3beta(x, alpha, beta, k) -> np.ndarray:
    to_user, to_item = x / np.maximum(x.sum(0), 1e-300), x / np.maximum(x.sum(1, keepdims=True), 1e-300)
    w = (to_user**alpha).T @ (to_item**alpha) * powers(x.sum(0), -beta)
    np.fill_diagonal(w, 0)
    return top(w, k)


def ease(x, lam, b) -> np.ndarray:
    gram = x.T @ (powers((x**2).sum(1), -b)[:, None] * x)
    inverse = np.linalg.inv(gram + lam * np.eye(ITEMS))
    w = -inverse / np.diag(inverse)
    np.fill_diagonal(w, 0)
    return w


def local_ease(x, m, lam, b) -> np.ndarray:
    """Each title regressed on those closest to it in the family at its defaults."""
    closest = family(x, a=0.5, b=0.5, c=0.5, h=2, q=1, k=m)
    scaled = powers((x**2).sum(1), -b / 2)[:, None] * x
    w = np.zeros((ITEMS, ITEMS))
    for j in range(ITEMS):
        few = np.flatnonzero(closest[j])
        predictors = scaled[:, few]
        w[few, j] = np.linalg.solve(predictors.T @ predictors + lam * np.eye(len(few)), predictors.T @ scaled[:, j])
    return w


def als(x) -> dict:
    factors, regularization, alpha = 5, 0.7, 6.0
    model = AlternatingLeastSquares(
        factors=factors, regularization=regularization, iterations=8, alpha=alpha, random_state=3, num_threads=1
    )
    model.fit(scipy.sparse.csr_matrix(x), show_progress=False)
    y = model.item_factors.astype("float64")
    read, strengths = [2, 7, 11], np.array([1.0, 2.0, 1.0])
    c = alpha * strengths
    chosen = y[read]
    system = y.T @ y + chosen.T @ ((c - 1)[:, None] * chosen) + regularization * np.eye(factors)
    scores = y @ np.linalg.solve(system, chosen.T @ c)
    return {
        "factors": factors,
        "regularization": regularization,
        "alpha": alpha,
        "items": model.item_factors.ravel().tolist(),
        "history": read,
        "strengths": strengths.tolist(),
        "scores": scores.tolist(),
    }


def main() -> None:
    rng = np.random.default_rng(SEED)
    rows = histories(rng)
    entries = sum(map(len, rows))
    graded = (rng.integers(1, 5, entries) / 2).tolist()
    plain, weighted = matrix_of(rows, [1.0] * entries), matrix_of(rows, graded)
    settings = dict(a=0.6, b=0.35, c=0.39, h=3, q=1.3, k=9)
    cases = {}

    def case(name, model, options, x, w):
        cases[name] = {
            "model": model,
            "options": options,
            "graded": x is weighted,
            "weights": np.asarray(w).ravel().tolist(),
        }

    for name, x in (("plain", plain), ("graded", weighted)):
        knn = lambda weighting: {"weighting": weighting, "shrink": 0, "topK": ITEMS}
        case(f"cosine, {name}", "item-knn", knn("cosine"), x, neighbours(CosineRecommender(K=ITEMS), x))
        case(f"tfidf, {name}", "item-knn", knn("tfidf"), x, neighbours(TFIDFRecommender(K=ITEMS), x))
        bm25 = {**knn("bm25"), "k1": 1.7, "lengthNorm": 0.6}
        case(f"bm25, {name}", "item-knn", bm25, x, neighbours(BM25Recommender(K=ITEMS, K1=1.7, B=0.6), x))
        options = {**{n: v for n, v in settings.items() if n != "k"}, "topK": settings["k"]}
        case(f"family, {name}", "item-item", options, x, family(x, **settings))
        order = {"gamma": 0.7, "beta": 0.4}
        case(f"directed, {name}", "directed", {**options, **order, "delta": 0}, x, directed(rows, x, **order, **settings))
        case(f"rp3beta, {name}", "rp3beta", {"alpha": 0.8, "beta": 0.3, "topK": 9}, x, rp3beta(x, 0.8, 0.3, 9))
        case(f"ease, {name}", "ease", {"lambda": 4, "b": 0, "topK": ITEMS}, x, ease(x, 4, 0))
        case(f"ease by reader, {name}", "ease", {"lambda": 1.5, "b": 0.5, "topK": ITEMS}, x, ease(x, 1.5, 0.5))
        local = {"candidates": 6, "lambda": 1.5, "b": 0.4}
        case(f"local ease, {name}", "local-ease", local, x, local_ease(x, 6, 1.5, 0.4))
    golden = {
        "library": f"implicit {version('implicit')}, numpy {np.__version__}, scipy {scipy.__version__}",
        "script": "test/golden/recommenders.py",
        "seed": SEED,
        "tolerance": 2e-6,
        "whyThatTolerance": "weights are kept in float32, whose rounding is 6e-8, and powers of 1.3 double it; "
        "implicit itself sums in float64",
        "items": ITEMS,
        "rows": rows,
        "strengths": graded,
        "cases": cases,
        "als": als(plain),
    }
    (HERE / "recommenders.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
