"""Golden cases of contributions of features, from shap.

usage: python -P shap_values.py > shap-values.json        (shap, scikit-learn, numpy)

Trees are checked against LightGBM's pred_contrib in lightgbm.py.
"""

import json

import numpy as np
import shap
import sklearn
from sklearn import linear_model

SEED = 20261125
random = np.random.default_rng(SEED)
rows, columns = 40, 4
x = np.round(random.normal(size=(rows, columns)) * [1, 5, 0.2, 3] + [0, 10, -1, 2], 3)
y = np.round(x[:, 0] - 0.3 * x[:, 1] + x[:, 3] * 0.1 + random.normal(size=rows) * 0.2, 3)
three = np.digitize(y, [-4.0, -2.5])


def linear(name, model):
    masker = shap.maskers.Independent(x, max_samples=rows)
    found = shap.LinearExplainer(model, masker)(x)
    values = found.values if found.values.ndim == 3 else found.values[:, :, None]
    return {
        "name": name,
        "coefficients": np.atleast_2d(model.coef_).tolist(),
        "intercepts": np.atleast_1d(model.intercept_).tolist(),
        "expected": np.atleast_1d(found.base_values[0]).tolist(),
        "values": values.transpose(0, 2, 1).tolist(),
    }


def pairs(a):
    return a[:, 0] * a[:, 1] - 2 * a[:, 2] + a[:, 1] * a[:, 3] + a[:, 2] ** 2


def triples(a):
    return a[:, 0] * a[:, 1] * a[:, 3] / 10 + a[:, 2]


background = x[:16]


def exact(name, function):
    found = shap.explainers.Exact(function, shap.maskers.Independent(background, max_samples=16))(x[20:26])
    return {"name": name, "expected": float(found.base_values[0]), "values": found.values.tolist()}


print(
    json.dumps(
        {
            "library": f"shap {shap.__version__}, scikit-learn {sklearn.__version__}",
            "script": "shap_values.py",
            "seed": SEED,
            "tolerance": 1e-9,
            "why": "sums in another order; a drawn order and its reverse share effects of two features exactly, those of three only on average",
            "x": x.tolist(),
            "linear": [
                linear("numbers", linear_model.LinearRegression().fit(x, y)),
                linear("two classes", linear_model.LogisticRegression(max_iter=5000).fit(x, (y > -3).astype(int))),
                linear("three classes", linear_model.LogisticRegression(max_iter=5000).fit(x, three)),
            ],
            "pairs": exact("pairs", pairs),
            "triples": exact("triples", triples),
        },
    )
)
