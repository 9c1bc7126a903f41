"""Open the index.faiss of a published rag_system and store what faiss finds in it.

    .venv-golden/bin/pip install faiss-cpu==1.15.1 numpy==2.4.6
    SOMA_WRITE_GOLDEN=1 npx vitest run --project node test/golden/rag-index.test.ts    writes rag-index.json: file, queries
    .venv-golden/bin/python test/golden/rag_index.py                                  adds what faiss finds
"""

import base64
import json
import sys
from importlib.metadata import version
from pathlib import Path

# faiss.py lies beside this file: without this line Python would import that instead of the library.
sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

import faiss
import numpy as np

PATH = Path(__file__).parent / "rag-index.json"


def main() -> None:
    golden = json.loads(PATH.read_text())
    case = golden["cases"]["passages"]
    index = faiss.deserialize_index(np.frombuffer(base64.b64decode(case["file"]), dtype="uint8"))
    queries = np.array(case["queries"], dtype="float32").reshape(-1, index.d)
    scores, ids = index.search(queries, case["k"])
    case["type"] = type(index).__name__
    case["count"] = index.ntotal
    case["ids"] = ids.ravel().tolist()
    case["scores"] = scores.ravel().tolist()
    golden["library"] = f"faiss-cpu {version('faiss-cpu')}"
    PATH.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
