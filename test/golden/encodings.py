"""Golden cases of the encodings of categories.

    python encodings.py > encodings.json

OneHotEncoder, OrdinalEncoder, FeatureHasher and TargetEncoder of scikit-learn on one column of words; the target encoding of all
rows, and that of each fold of a split by the other folds, which is how its fit_transform crosses folds.
"""

import json

import numpy as np
import sklearn
from sklearn.feature_extraction import FeatureHasher
from sklearn.model_selection import KFold
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

SEED = 5
ROWS = 60


def main():
    rng = np.random.default_rng(SEED)
    words = np.array(["crime", "fantasy", "poésie", "science", "日本", "travel and maps"])
    genre = words[rng.choice(6, size=ROWS, p=[0.35, 0.25, 0.2, 0.1, 0.07, 0.03])]
    column = genre.reshape(-1, 1)
    price = np.round(10 + (genre == "crime") * 3 + rng.normal(size=ROWS), 4)
    kind = rng.integers(0, 3, ROWS)
    categories = [sorted(set(genre.tolist()))]
    folds = [test.tolist() for _, test in KFold(5, shuffle=True, random_state=SEED).split(column)]

    def target(y, of, train, rows):
        encoder = TargetEncoder(categories=categories, target_type=of, smooth="auto")
        return encoder.fit(column[train], y[train]).transform(column[rows]).tolist()

    everything = np.arange(ROWS)

    def both(y, of):
        crossed = [target(y, of, np.setdiff1d(everything, test), test) for test in folds]
        return {"y": y.tolist(), "all": target(y, of, everything, everything), "crossed": crossed}

    onehot = OneHotEncoder(categories=categories, sparse_output=False).fit_transform(column)
    ordinal = OrdinalEncoder(categories=categories).fit_transform(column)
    hasher = FeatureHasher(n_features=16, input_type="string")
    hashed = hasher.transform([[f"genre={word}"] for word in genre]).toarray()
    print(
        json.dumps(
            {
                "library": f"scikit-learn {sklearn.__version__}",
                "script": "test/golden/encodings.py",
                "seed": SEED,
                "tolerance": 1e-12,
                "why": "means in double precision, summed in another order",
                "genre": genre.tolist(),
                "categories": categories[0],
                "folds": folds,
                "onehot": onehot.tolist(),
                "ordinal": ordinal.ravel().tolist(),
                "hashed": hashed.tolist(),
                "continuous": both(price, "continuous"),
                "binary": both((kind > 0).astype(int), "binary"),
                "multiclass": both(kind, "multiclass"),
            },
            ensure_ascii=False,
        )
    )


main()
