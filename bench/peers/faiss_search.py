"""Time faiss on one thread, and open an index written by us. Prints JSON.

    faiss_search.py flat FOLDER DIMENSION     vectors.f32 and queries.f32 in FOLDER: IndexFlatIP
    faiss_search.py hnsw FOLDER DIMENSION M EF_CONSTRUCTION EF_SEARCH
    faiss_search.py open FOLDER DIMENSION     ours.faiss: its neighbours of the queries
"""

import json
import resource
import sys
import time
from pathlib import Path

import faiss
import numpy as np

K = 10
BLOCK = 10


def singles(index: faiss.Index, queries: np.ndarray) -> float:
    times = []
    for first in range(0, len(queries), BLOCK):
        block = queries[first : first + BLOCK]
        start = time.perf_counter()
        for query in block:
            index.search(query[None], K)
        times.append((time.perf_counter() - start) / len(block) * 1000)
    return float(np.median(times))


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * resource.getpagesize() / 1048576


def main() -> None:
    what, folder, dimension = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    faiss.omp_set_num_threads(1)
    queries = np.fromfile(folder / "queries.f32", dtype="float32").reshape(-1, dimension)
    result: dict = {"faiss": faiss.__version__}
    if what == "open":
        index = faiss.read_index(str(folder / "ours.faiss"))
        result["type"] = type(index).__name__
    else:
        vectors = np.fromfile(folder / "vectors.f32", dtype="float32").reshape(-1, dimension)
        start = time.perf_counter()
        if what == "flat":
            index = faiss.IndexFlatIP(dimension)
        else:
            m, ef_construction, ef_search = map(int, sys.argv[4:7])
            index = faiss.IndexHNSWFlat(dimension, m, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = ef_construction
            index.hnsw.efSearch = ef_search
        before = resident_mib()
        index.add(vectors)
        result["mib"] = resident_mib() - before
        result["build_seconds"] = time.perf_counter() - start
        singles(index, queries[:BLOCK])
        result["single"] = singles(index, queries)
    start = time.perf_counter()
    ids = index.search(queries, K)[1]
    result["batch"] = (time.perf_counter() - start) / len(queries) * 1000
    result["ids"] = ids.ravel().tolist()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
