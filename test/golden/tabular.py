"""Golden cases of linear models and of metrics on tables, from scikit-learn.

usage: python -P tabular.py > tabular.json        (scikit-learn, numpy)
"""

import json

import numpy as np
import sklearn
from sklearn import linear_model, metrics

SEED = 20261125
random = np.random.default_rng(SEED)
rows, columns = 60, 4
x = np.round(random.normal(size=(rows, columns)), 3)
noise = random.normal(size=rows)
y = np.round(2 * x[:, 0] - x[:, 1] + 0.5 * noise, 3)
binary = (y > 0.3).astype(int)
three = np.digitize(y, [-1.0, 1.0])
z = (x - x.mean(0)) / x.std(0)
scaled = (y - y.mean()) / y.std()

linear = []
for alpha, ratio in [(0.001, 0.0), (0.05, 0.5), (0.1, 1.0)]:
    if ratio == 0:
        model = linear_model.Ridge(alpha=alpha * rows, tol=1e-12).fit(z, scaled)
    else:
        model = linear_model.ElasticNet(alpha=alpha, l1_ratio=ratio, tol=1e-12, max_iter=100000).fit(z, scaled)
    linear.append({"alpha": alpha, "l1Ratio": ratio, "values": (model.predict(z) * y.std() + y.mean()).tolist()})

logistic = []
for target in ("binary", "three"):
    for alpha, ratio in [(0.01, 0.0), (0.02, 0.5)]:
        model = linear_model.LogisticRegression(
            C=1 / (alpha * rows), l1_ratio=ratio, solver="saga", tol=1e-10, max_iter=200000, random_state=0
        ).fit(z, binary if target == "binary" else three)
        logistic.append({"target": target, "alpha": alpha, "l1Ratio": ratio, "probabilities": model.predict_proba(z).ravel().tolist()})

p2 = np.round(1 / (1 + np.exp(-(x[:, 0] - x[:, 1]))), 2).clip(0.01, 0.99)
p2 = np.column_stack([1 - p2, p2])
scores = np.exp(np.column_stack([-x[:, 0], np.zeros(rows), x[:, 0]]))
p3 = scores / scores.sum(1, keepdims=True)


def measured(target, p):
    guess = p.argmax(1)
    many = p.shape[1] > 2
    out = {"accuracy": metrics.accuracy_score(target, guess)}
    for mean in ("macro", "weighted"):
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(target, guess, average=mean, zero_division=0)
        out |= {f"precision_{mean}": precision, f"recall_{mean}": recall, f"f1_{mean}": f1}
    own = np.eye(p.shape[1])[target]
    out["roc_auc"] = metrics.roc_auc_score(target, p, multi_class="ovr") if many else metrics.roc_auc_score(target, p[:, 1])
    out["pr_auc"] = metrics.average_precision_score(own, p) if many else metrics.average_precision_score(target, p[:, 1])
    out["log_loss"] = metrics.log_loss(target, p)
    out["brier"] = float(((p - own) ** 2).sum(1).mean()) if many else metrics.brier_score_loss(target, p[:, 1])
    return {name: float(value) for name, value in out.items()}


f = np.round(y + 0.3 * x[:, 2], 3)
print(
    json.dumps(
        {
            "library": f"scikit-learn {sklearn.__version__}",
            "script": "tabular.py",
            "seed": SEED,
            "tolerance": 1e-9,
            "why": "metrics are sums in another order; fits end where steps no longer lower the objective, see the test",
            "x": x.tolist(),
            "y": y.tolist(),
            "binary": binary.tolist(),
            "three": three.tolist(),
            "linear": linear,
            "logistic": logistic,
            "metrics": [
                {"target": "binary", "probabilities": p2.ravel().tolist(), "expected": measured(binary, p2)},
                {"target": "three", "probabilities": p3.ravel().tolist(), "expected": measured(three, p3)},
            ],
            "regression": {
                "f": f.tolist(),
                "expected": {
                    "mse": metrics.mean_squared_error(y, f),
                    "rmse": metrics.root_mean_squared_error(y, f),
                    "mae": metrics.mean_absolute_error(y, f),
                    "r2": metrics.r2_score(y, f),
                    "mape": metrics.mean_absolute_percentage_error(y, f),
                },
            },
        },
    )
)
