"""Write the golden cases of the content model from scikit-learn.

    python -m venv .venv-golden
    .venv-golden/bin/pip install scikit-learn==1.9.1 numpy==2.4.6
    .venv-golden/bin/python test/golden/content.py

Writes content.json beside this script: documents as words, and the cosines of their TF-IDF vectors.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

HERE = Path(__file__).parent
SEED = 20261124


def main() -> None:
    rng = np.random.default_rng(SEED)
    chances = 1 / np.arange(1, 121)
    chances /= chances.sum()
    documents = [
        [f"w{word}" for word in rng.choice(120, size=rng.integers(1, 40), p=chances)]
        for _ in range(40)
    ]
    vectors = TfidfVectorizer(analyzer=lambda words: words).fit_transform(documents)
    cosines = cosine_similarity(vectors)
    case = {"documents": documents, "cosines": cosines.tolist()}
    golden = {
        "library": f"scikit-learn {version('scikit-learn')}",
        "script": "test/golden/content.py",
        "seed": SEED,
        "tolerance": 2e-6,
        "whyThatTolerance": "the model keeps weights in float32, scikit-learn in float64",
        "cases": {"tfidf": case},
    }
    (HERE / "content.json").write_text(json.dumps(golden) + "\n")


main()
