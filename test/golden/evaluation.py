"""Golden cases of the evaluation of tables: tests between two models, from scipy and statsmodels.

usage: python -P evaluation.py > evaluation.json        (numpy, scipy, statsmodels)
"""

import json

import numpy as np
import scipy
import statsmodels
from scipy import stats
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

print(
    json.dumps(
        {
            "library": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
            "script": "evaluation.py",
            "seed": SEED,
            "tolerance": 1e-9,
            "why": "chances relative to their size: sums in another order, and tails of the normal distribution by another series",
            "mcnemar": mcnemar_cases,
            "wilcoxon": wilcoxon_cases,
        },
    )
)
