"""Golden cases of the measures of answers.

    python test/golden/answer_metrics.py > test/golden/answer-metrics.json

Needs numpy and scikit-learn only. AUROC is `roc_auc_score`, percentiles are `numpy.percentile`, coverage at a precision
comes from `precision_recall_curve`; the normalisation and F1 of answers are SQuAD's evaluate-v1.1.py, as published.
"""

import collections
import json
import re
import string
import sys

import numpy as np
import sklearn
from sklearn.metrics import precision_recall_curve, roc_auc_score

SEED = 11
rng = np.random.default_rng(SEED)


def normalize_answer(s):
    def remove_articles(text):
        return re.sub(r"\b(a|an|the)\b", " ", text)

    def white_space_fix(text):
        return " ".join(text.split())

    def remove_punc(text):
        exclude = set(string.punctuation)
        return "".join(ch for ch in text if ch not in exclude)

    return white_space_fix(remove_articles(remove_punc(s.lower())))


def f1_score(prediction, ground_truth):
    prediction_tokens = normalize_answer(prediction).split()
    ground_truth_tokens = normalize_answer(ground_truth).split()
    common = collections.Counter(prediction_tokens) & collections.Counter(ground_truth_tokens)
    num_same = sum(common.values())
    if num_same == 0:
        return 0
    precision = num_same / len(prediction_tokens)
    recall = num_same / len(ground_truth_tokens)
    return (2 * precision * recall) / (precision + recall)


TEXTS = [
    ("The Denver Broncos", ["Denver Broncos", "Broncos"]),
    ("in 1870, the theatre", ["1870"]),
    ("Nothing of the kind.", ["a whale", "an old man"]),
    ("an old, old man!", ["the old man", "a man"]),
    ("  It's 3.5 km ", ["3.5 km"]),
    ("theatre and then", ["theatre then and there"]),
    ("der Wal", ["Der Wal!"]),
]


def overlap(found, accepted):
    same = max(normalize_answer(found) == normalize_answer(each) for each in accepted)
    return {
        "found": found,
        "accepted": accepted,
        "normalized": normalize_answer(found),
        "exact": bool(same),
        "f1": max(f1_score(found, each) for each in accepted),
    }


def scores(count, ties):
    label = rng.integers(0, 2, count)
    score = rng.normal(size=count) + 1.2 * label
    if ties:
        score = np.round(score, 0)
    precision, recall, thresholds = precision_recall_curve(label, score)
    coverages = {}
    for level in (0.8, 0.9, 0.95):
        good = np.flatnonzero(precision[:-1] >= level)
        # The lowest threshold that is precise enough answers the most.
        coverages[str(level)] = float(recall[good[0]]) if len(good) else 0.0
    return {
        "score": score.tolist(),
        "label": label.tolist(),
        "auroc": float(roc_auc_score(label, score)),
        "coverage": coverages,
        "percentiles": {str(q): float(np.percentile(score, 100 * q)) for q in (0, 0.5, 0.9, 0.95, 1)},
    }


json.dump(
    {
        "library": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "script": "answer_metrics.py",
        "seed": SEED,
        "tolerance": 1e-12,
        "whyThatTolerance": "The same float64 sums in another order.",
        "cases": {
            "texts": [overlap(*each) for each in TEXTS],
            "apart": scores(200, False),
            "ties": scores(150, True),
            "few": scores(12, False),
        },
    },
    sys.stdout,
)
