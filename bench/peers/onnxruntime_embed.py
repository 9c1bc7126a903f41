"""Embed passages with onnxruntime and tokenizers. Prints JSON.

    onnxruntime_embed.py FOLDER MODEL THREADS BATCH     texts.json in FOLDER; writes the vectors there as native.f32

Batches hold texts of like length; tokenizing counts. One session, `THREADS` threads inside its operators.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers


def main() -> None:
    folder, model, threads, batch = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    texts = json.loads((folder / "texts.json").read_text())
    tokenizer = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    path = str(model / "onnx" / "model_quantized.onnx")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def embed() -> np.ndarray:
        ids = [encoded.ids for encoded in tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        vectors = np.zeros((len(ids), 384), dtype=np.float32)
        for first in range(0, len(order), batch):
            rows = order[first : first + batch]
            longest = max(len(ids[i]) for i in rows)
            tokens = np.zeros((len(rows), longest), dtype=np.int64)
            mask = np.zeros_like(tokens)
            for row, i in enumerate(rows):
                tokens[row, : len(ids[i])] = ids[i]
                mask[row, : len(ids[i])] = 1
            feeds = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
            hidden = session.run(None, feeds)[0]
            pooled = (hidden * mask[..., None]).sum(axis=1)
            vectors[rows] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return vectors

    embed()
    start = time.perf_counter()
    vectors = embed()
    seconds = time.perf_counter() - start
    vectors.tofile(folder / "native.f32")
    print(json.dumps({"onnxruntime": onnxruntime.__version__, "ms": seconds / len(texts) * 1000}))


if __name__ == "__main__":
    main()
