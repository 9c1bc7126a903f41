"""Write the golden faiss files, or check that faiss opens the files written here.

    python -m venv .venv-golden
    .venv-golden/bin/pip install faiss-cpu==1.15.1 numpy==2.4.6
    .venv-golden/bin/python test/golden/faiss.py          writes faiss.json: files by faiss, queries, their neighbours
    .venv-golden/bin/python test/golden/faiss.py check    opens the files of faiss-written.json, which faiss.test.ts
                                                          makes, and compares the neighbours stored with them
"""

import base64
import json
import sys
from importlib.metadata import version
from pathlib import Path

# This file shares its name with the library: without this line Python would import the script itself.
sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

import faiss
import numpy as np

HERE = Path(__file__).parent
SEED = 20261123
TOLERANCE = 2e-6
K = 5


def case(index: faiss.Index, queries: np.ndarray) -> dict:
    scores, ids = index.search(queries, K)
    return {
        "file": base64.b64encode(faiss.serialize_index(index).tobytes()).decode(),
        "queries": queries.ravel().tolist(),
        "k": K,
        "ids": ids.ravel().tolist(),
        "scores": scores.ravel().tolist(),
    }


def hnsw(vectors: np.ndarray, metric: int) -> faiss.Index:
    index = faiss.IndexHNSWFlat(vectors.shape[1], 4, metric)
    index.hnsw.efConstruction = 40
    index.hnsw.efSearch = 60
    index.add(vectors)
    return index


def write() -> None:
    rng = np.random.default_rng(SEED)
    vectors = rng.standard_normal((70, 6)).astype("float32")
    queries = rng.standard_normal((4, 6)).astype("float32")
    ids = rng.permutation(1000)[:70].astype("int64")
    cases = {}
    for name, index in {
        "flat-ip": faiss.IndexFlatIP(6),
        "flat-l2": faiss.IndexFlatL2(6),
        "scalar-ip": faiss.IndexScalarQuantizer(6, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT),
        "scalar-l2": faiss.IndexScalarQuantizer(6, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_L2),
        "scalar-uniform-l2": faiss.IndexScalarQuantizer(6, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_L2),
    }.items():
        index.train(vectors)
        index.add(vectors)
        cases[name] = case(index, queries)
    cases["hnsw-l2"] = case(hnsw(vectors, faiss.METRIC_L2), queries)
    cases["hnsw-ip"] = case(hnsw(vectors, faiss.METRIC_INNER_PRODUCT), queries)
    for name, inner in {"mapped-flat": faiss.IndexFlatL2(6), "mapped-hnsw": faiss.IndexHNSWFlat(6, 4)}.items():
        index = faiss.IndexIDMap2(inner) if name == "mapped-hnsw" else faiss.IndexIDMap(inner)
        index.add_with_ids(vectors, ids)
        cases[name] = case(index, queries)
    other = faiss.IndexPQ(6, 2, 2)
    other.train(vectors)
    cases["not-ours"] = {"file": base64.b64encode(faiss.serialize_index(other).tobytes()).decode()}
    golden = {
        "library": f"faiss-cpu {version('faiss-cpu')}",
        "script": "test/golden/faiss.py",
        "seed": SEED,
        "vectors": vectors.ravel().tolist(),
        "dimension": 6,
        "tolerance": TOLERANCE,
        "whyThatTolerance": "float32 sums in another order, values of size 10",
        "cases": cases,
    }
    (HERE / "faiss.json").write_text(json.dumps(golden) + "\n")


def check() -> None:
    written = json.loads((HERE / "faiss-written.json").read_text())
    for name, each in written["cases"].items():
        index = faiss.deserialize_index(np.frombuffer(base64.b64decode(each["file"]), dtype="uint8"))
        queries = np.array(each["queries"], dtype="float32").reshape(-1, index.d)
        scores, ids = index.search(queries, each["k"])
        assert ids.ravel().tolist() == each["ids"], f"{name}: {ids} for {each['ids']}"
        gap = np.abs(scores.ravel() - np.array(each["scores"])).max()
        assert gap <= 1e-5, f"{name}: scores differ by {gap}"
        print(f"{name}: {type(index).__name__}, {index.ntotal} vectors, the same {ids.size} neighbours")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else write()
