"""Fit implicit's item neighbours and ALS to choices, and rank 20 titles for every reader. Prints JSON; leaves lists in FOLDER.

    implicit_books.py FOLDER ITEMS NEIGHBOURS

Reads rows.i32 and items.i32, the choices in compressed rows; writes peer-NAME.i32, shape [readers, 20].
"""

import json
import sys
import time
from pathlib import Path

import implicit
import numpy as np
import scipy.sparse
from implicit.cpu.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender


def main() -> None:
    folder, items, neighbours = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    starts = np.fromfile(folder / "rows.i32", dtype="int32")
    columns = np.fromfile(folder / "items.i32", dtype="int32")
    chosen = scipy.sparse.csr_matrix(
        (np.ones(len(columns), "float32"), columns, starts), shape=(len(starts) - 1, items)
    )
    models = {
        "cosine": CosineRecommender(K=neighbours, num_threads=1),
        "tfidf": TFIDFRecommender(K=neighbours, num_threads=1),
        "bm25": BM25Recommender(K=neighbours, num_threads=1),
        "als": AlternatingLeastSquares(
            factors=64, regularization=5.0, alpha=10.0, iterations=12, num_threads=1, random_state=1
        ),
    }
    seconds = {}
    for name, model in models.items():
        start = time.perf_counter()
        model.fit(chosen, show_progress=False)
        seconds[name] = time.perf_counter() - start
        ids, _ = model.recommend(np.arange(chosen.shape[0]), chosen, N=20, filter_already_liked_items=True)
        ids.astype("int32").tofile(folder / f"peer-{name}.i32")
    print(json.dumps({"implicit": implicit.__version__, "seconds": seconds}))


if __name__ == "__main__":
    main()
