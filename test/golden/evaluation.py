"""Golden cases of the evaluation of tables: tests between two models, from scipy and statsmodels; curves, calibration,
thresholds by cost and quantiles, from scikit-learn and numpy.

usage: python -P evaluation.py > evaluation.json        (numpy, scipy, statsmodels, scikit-learn)
"""

import json

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn import calibration, isotonic, linear_model, metrics
from statsmodels.stats.contingency_tables import mcnemar

SEED = 20261125
random = np.random.default_rng(SEED)

mcnemar_cases = []
# Equals are left out of the corrected ones: statsmodels takes a gap of 0 for one of -1.
for first, second in [(0, 0), (1, 0), (3, 9), (12, 12), (10, 14), (15, 10), (40, 21), (200, 340), (31, 30), (2000, 4000)]:
    exact = first + second < 25
    found = mcnemar([[50, first], [second, 50]], exact=exact, correction=True)
    mcnemar_cases.append({"first": first, "second": second, "statistic": float(found.statistic), "p": float(found.pvalue)})

wilcoxon_cases = []
for n, shift, digits in [(6, 1.0, 6), (20, 0.4, 6), (50, 0.2, 6), (51, 0.2, 6), (40, 0.3, 1), (300, 0.05, 6), (300, 1.5, 6), (120, 0.0, 1)]:
    d = np.round(random.normal(size=n) + shift, digits)
    kept = d[d != 0]
    exact = len(kept) <= 50 and len(np.unique(np.abs(kept))) == len(kept)
    found = stats.wilcoxon(kept, method="exact" if exact else "approx", correction=False)
    wilcoxon_cases.append({"differences": d.tolist(), "exact": exact, "statistic": float(found.statistic), "p": float(found.pvalue)})

# Two and three classes; probabilities in hundredths, so that many rows share one.
rows = 200
score = random.normal(size=rows)
binary = (score + random.normal(size=rows) > 0.4).astype(int)
p2 = np.round(1 / (1 + np.exp(-1.8 * score)), 2).clip(0.01, 0.99)
three = np.digitize(score + 0.5 * random.normal(size=rows), [-0.7, 0.8])
raw = np.exp(np.column_stack([-1.5 * score, np.zeros(rows), 1.5 * score]))
p3 = raw / raw.sum(1, keepdims=True)


def reliability(own, p):
    observed, predicted = calibration.calibration_curve(own, p, n_bins=10)
    return {"predicted": predicted.tolist(), "observed": observed.tolist()}


def expected_calibration_error(target, p, bins=10):
    """Guo et al. (2017), equation 3, as it stands there: bins (0, 0.1], (0.1, 0.2], ..."""
    confidence, right = p.max(1), p.argmax(1) == target
    error = 0.0
    for m in range(bins):
        inside = (confidence > m / bins) & (confidence <= (m + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(error)


def cheapest(target, p, miss_cost):
    """Every threshold there is, from the highest on, and none."""
    best, least = None, float(miss_cost * (target == 1).mean())
    for threshold in np.unique(p)[::-1]:
        said = p >= threshold
        cost = float((said & (target == 0)).mean() + miss_cost * (~said & (target == 1)).mean())
        if cost < least - 1e-12:
            best, least = float(threshold), cost
    return {"missCost": miss_cost, "threshold": best, "costPerRow": least}


def curves(own, p):
    found, alarms, _ = metrics.roc_curve(own, p, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(own, p)
    return {
        "rocX": found.tolist(),
        "rocY": alarms.tolist(),
        "precision": precision[:-1][::-1].tolist(),
        "recall": recall[:-1][::-1].tolist(),
    }


y = np.round(random.normal(size=200) * 3 + 10, 2)
low, high = np.round(y - random.gamma(2, 1.5, 200) + 1.2, 2), np.round(y + random.gamma(2, 1.5, 200) - 1.2, 2)
quantiles = {
    "y": y.tolist(),
    "low": low.tolist(),
    "high": high.tolist(),
    "pinball05": metrics.mean_pinball_loss(y, low, alpha=0.05),
    "pinball95": metrics.mean_pinball_loss(y, high, alpha=0.95),
    "coverage": float(((y >= low) & (y <= high)).mean()),
    "mape": metrics.mean_absolute_percentage_error(y, low),
}

# Calibrators: a logistic curve over the log-odds with the trace of ridge that ours has, and pooled violators.
odds = np.log(p2 / (1 - p2))[:, None]
platt = linear_model.LogisticRegression(C=1 / (1e-4 * rows), tol=1e-12, max_iter=10000).fit(
    (odds - odds.mean()) / 1.0, binary
)
platt_p = platt.predict_proba((odds - odds.mean()) / 1.0)[:, 1]
pooled = isotonic.IsotonicRegression(out_of_bounds="clip").fit(p2, binary)
grid = np.round(np.linspace(0.005, 0.995, 67), 4)

print(
    json.dumps(
        {
            "library": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}",
            "script": "evaluation.py",
            "seed": SEED,
            "tolerance": 1e-9,
            "why": "chances relative to their size: sums in another order, and tails of the normal distribution by another series",
            "mcnemar": mcnemar_cases,
            "wilcoxon": wilcoxon_cases,
            "binary": binary.tolist(),
            "p2": p2.tolist(),
            "three": three.tolist(),
            "p3": p3.ravel().tolist(),
            "reliability2": reliability(binary, p2),
            "reliability3": [reliability((three == k).astype(int), p3[:, k]) for k in range(3)],
            "calibrationError2": expected_calibration_error(binary, np.column_stack([1 - p2, p2])),
            "calibrationError3": expected_calibration_error(three, p3),
            "thresholds": [cheapest(binary, p2, cost) for cost in (0.1, 0.2, 0.5, 1, 2, 5, 10, 50)],
            "curves2": curves(binary, p2),
            "curves3": [curves((three == k).astype(int), p3[:, k]) for k in range(3)],
            "logLoss3": metrics.log_loss(three, p3),
            "brier3": float(((p3 - np.eye(3)[three]) ** 2).sum(1).mean()),
            "averagePrecision3": [metrics.average_precision_score(three == k, p3[:, k]) for k in range(3)],
            "rocAuc3": [metrics.roc_auc_score(three == k, p3[:, k]) for k in range(3)],
            "quantiles": quantiles,
            "platt": platt_p.tolist(),
            "isotonicAt": grid.tolist(),
            "isotonic": pooled.predict(grid).tolist(),
        },
    )
)
