"""Golden cases of the recommendation metrics.

    python test/golden/ranking_metrics.py > test/golden/ranking-metrics.json

Needs numpy and scikit-learn only. `ndcg` is scikit-learn's `ndcg_score` over scores that descend with the rank; the
others are written here from their definitions, with numpy, over whole 0/1 matrices instead of lists.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.metrics import ndcg_score

SEED = 7
USERS, ITEMS = 60, 45
rng = np.random.default_rng(SEED)


def measures(scores, relevant, k):
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    gains = np.take_along_axis(relevant, order, axis=1).astype(float)
    found, sought = gains.sum(axis=1), relevant.sum(axis=1)
    discount = 1 / np.log2(np.arange(2, k + 2))
    dcg = gains @ discount
    ideal_retrieved = np.sort(gains, axis=1)[:, ::-1] @ discount
    precision_at = np.cumsum(gains, axis=1) / np.arange(1, k + 1)
    first = np.where(found > 0, gains.argmax(axis=1), -1)
    return order, {
        "recall": found / sought,
        "precision": found / k,
        "ndcg": np.array([ndcg_score([r], [s], k=k, ignore_ties=True) for r, s in zip(relevant, scores)]),
        "ndcgRetrieved": np.divide(dcg, ideal_retrieved, out=np.zeros_like(dcg), where=ideal_retrieved > 0),
        "map": (precision_at * gains).sum(axis=1) / np.minimum(k, sought),
        "hitRate": (found > 0).astype(float),
        "mrr": np.where(found > 0, 1 / (np.maximum(first, 0) + 1.0), 0.0),
    }


def lists(order, train, terms):
    support = train.sum(axis=0)
    readers = train.shape[0]
    places = np.bincount(order.ravel(), minlength=ITEMS)
    # Gini as half the relative mean absolute difference of all pairs.
    gini = np.abs(places[:, None] - places[None, :]).sum() / (2 * ITEMS**2 * places.mean())
    unit = terms / np.maximum(np.linalg.norm(terms, axis=1, keepdims=True), 1e-12)
    cosine = unit @ unit.T
    k = order.shape[1]
    above = np.triu_indices(k, 1)
    return {
        "coverage": float((places > 0).mean()),
        "gini": float(gini),
        "diversity": [float((1 - cosine[np.ix_(row, row)][above]).mean()) for row in order],
        "novelty": [float(-np.log2(np.maximum(support[row], 1) / readers).mean()) for row in order],
        "popularity": [float((support[row] / readers).mean()) for row in order],
    }


cases = {}
for name, k, rate in (("short-lists", 5, 0.08), ("long-lists", 20, 0.3)):
    scores = rng.normal(size=(USERS, ITEMS))
    relevant = (rng.random((USERS, ITEMS)) < rate).astype(int)
    relevant[np.arange(USERS), rng.integers(ITEMS, size=USERS)] = 1
    train = (rng.random((USERS, ITEMS)) < rng.random(ITEMS) * 0.5).astype(int)
    terms = np.where(rng.random((ITEMS, 12)) < 0.3, rng.integers(1, 4, size=(ITEMS, 12)), 0).astype(float)
    terms[3] = 0
    order, per_user = measures(scores, relevant, k)
    cases[name] = {
        "k": k,
        "order": order.tolist(),
        "relevant": [np.flatnonzero(row).tolist() for row in relevant],
        "train": [np.flatnonzero(row).tolist() for row in train],
        "terms": terms.tolist(),
        "readers": {metric: values.tolist() for metric, values in per_user.items()},
        "lists": lists(order, train, terms),
    }

json.dump(
    {
        "library": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "script": "ranking_metrics.py",
        "seed": SEED,
        "tolerance": 1e-12,
        "whyThatTolerance": "The same float64 sums in another order.",
        "cases": cases,
    },
    sys.stdout,
)
print()
