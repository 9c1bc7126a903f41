"""Find the passages that answer questions, as a Python shop would: rank_bm25, MiniLM in onnxruntime, numpy. Prints JSON.

    rag_search.py FOLDER MODEL

FOLDER/rag.json: passages (texts), questions (texts), gold (lists of passage numbers). MODEL: the folder of the model.
BM25: snowball stems, stop words removed, k1 .5, b .6. Dense: cosine of whole passages (256 tokens). Fused: the sum of
both, each scaled to [0, 1] within the question.
"""

import json
import re
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import rank_bm25
import snowballstemmer
from tokenizers import Tokenizer

STOP = set(
    "a an the and or but if then of to in on at by for with from as is was were be been being are am do did does doing done "
    "has have had having he him his she her hers it its i me my we us our you your they them their theirs this that these "
    "those what who whom whose which when where why how not no nor so than too very can could will would shall should may "
    "might must there here up down out into about over after before again once all any both each few more most other some "
    "such only own same just also because while during".split()
)
BATCH = 32


def main() -> None:
    folder, model = Path(sys.argv[1]), Path(sys.argv[2])
    asked = json.loads((folder / "rag.json").read_text())
    stem = snowballstemmer.stemmer("english").stemWord

    def terms(text: str) -> list[str]:
        words = re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", text.lower()))
        return [stem(word) for word in words if word not in STOP]

    start = time.perf_counter()
    bm25 = rank_bm25.BM25Okapi([terms(text) for text in asked["passages"]], k1=0.5, b=0.6)
    words_seconds = time.perf_counter() - start

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(str(model / "onnx" / "model_quantized.onnx"), providers=["CPUExecutionProvider"])
    inputs = [each.name for each in session.get_inputs()]

    def embed(texts: list[str]) -> np.ndarray:
        encoded = tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
        }
        feed["token_type_ids"] = np.zeros_like(feed["input_ids"])
        tokens = session.run(None, {name: feed[name] for name in inputs})[0]
        mask = feed["attention_mask"][:, :, None]
        mean = (tokens * mask).sum(1) / mask.sum(1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    start = time.perf_counter()
    order = np.argsort([len(text) for text in asked["passages"]])
    vectors = np.zeros((len(order), 384), dtype=np.float32)
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        vectors[rows] = embed([asked["passages"][row] for row in rows])
    embed_seconds = time.perf_counter() - start

    def scaled(scores: np.ndarray) -> np.ndarray:
        low, high = scores.min(), scores.max()
        return (scores - low) / (high - low + 1e-9)

    totals = {name: [0.0, 0.0] for name in ("bm25", "dense", "fused")}
    times = []
    for question, gold in zip(asked["questions"], asked["gold"]):
        start = time.perf_counter()
        words = bm25.get_scores(terms(question))
        dense = vectors @ embed([question])[0]
        fused = scaled(words) + scaled(dense)
        np.argpartition(-fused, 10)
        times.append((time.perf_counter() - start) * 1000)
        for name, scores in (("bm25", words), ("dense", dense), ("fused", fused)):
            found = [row in gold for row in np.argsort(-scores, kind="stable")[:10]]
            ideal = (1 / np.log2(np.arange(min(10, len(gold))) + 2)).sum()
            totals[name][0] += found[0]
            totals[name][1] += (np.array(found) / np.log2(np.arange(10) + 2)).sum() / ideal
    count = len(asked["questions"])
    print(
        json.dumps(
            {
                "name": f"rank_bm25 0.2.2, onnxruntime {onnxruntime.__version__}, numpy",
                **{name: {"hit": hit / count, "ndcg": gain / count} for name, (hit, gain) in totals.items()},
                "index_seconds": words_seconds,
                "embed_seconds": embed_seconds,
                "p50": float(np.percentile(times, 50)),
                "p95": float(np.percentile(times, 95)),
            }
        )
    )


if __name__ == "__main__":
    main()
