"""Golden cases of the linear models on expanded terms.

    python expanded_linear.py > expanded-linear.json

scikit-learn's PolynomialFeatures of degree 2 over standardised columns, standardised again, with Ridge or LogisticRegression;
and KernelRidge with a Gaussian kernel on the standardised columns, of which ours is a rotation where every row is a landmark.
"""

import json

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

SEED = 11
ROWS = 80
ALPHA = 0.01


def main():
    rng = np.random.default_rng(SEED)
    x = np.round(rng.normal(size=(ROWS, 3)), 6)
    y = np.round(x[:, 0] * x[:, 1] + x[:, 2] ** 2 + 0.1 * rng.normal(size=ROWS), 6)
    labels = (y > np.median(y)).astype(int) + (y > np.quantile(y, 0.8)).astype(int)
    z = StandardScaler().fit_transform(x)
    terms = StandardScaler().fit_transform(PolynomialFeatures(2, include_bias=False).fit_transform(z))
    # Ours is a mean over rows with half the squares: alpha times rows is scikit-learn's.
    values = Ridge(alpha=ALPHA * ROWS, solver="cholesky").fit(terms, y).predict(terms)
    logistic = LogisticRegression(C=1 / (ALPHA * ROWS), tol=1e-10, max_iter=10_000)
    chances = logistic.fit(terms, labels).predict_proba(terms)
    # Ours adds the columns themselves, as a linear kernel, and scales nearness by the root of the landmarks.
    decay = 1 / (2 * z.shape[1])
    gaps = ((z[:, None, :] - z[None, :, :]) ** 2).sum(2)
    kernel = ROWS * np.exp(-decay * gaps) + z @ z.T
    centre = np.eye(ROWS) - 1 / ROWS
    near = KernelRidge(alpha=ALPHA * ROWS, kernel="precomputed").fit(centre @ kernel @ centre, y - y.mean())
    radial = near.predict(centre @ kernel @ centre) + y.mean()
    binary = (labels > 0).astype(int)
    two = LogisticRegression(C=1 / (ALPHA * ROWS), tol=1e-10, max_iter=10_000)
    both = two.fit(terms, binary).predict_proba(terms)
    print(
        json.dumps(
            {
                "library": f"scikit-learn {sklearn.__version__}",
                "script": "test/golden/expanded_linear.py",
                "seed": SEED,
                "tolerance": 5e-4,
                "why": "L-BFGS ends where a step lowers the loss by less than 1e-8 of it; Ridge is exact",
                "alpha": ALPHA,
                "x": x.tolist(),
                "y": y.tolist(),
                "labels": labels.tolist(),
                "values": values.tolist(),
                "radial": radial.tolist(),
                "probabilities": chances.tolist(),
                "two": both.tolist(),
            }
        )
    )


main()
