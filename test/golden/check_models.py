"""Predict with models that we wrote, in LightGBM and onnxruntime, and report how far off our predictions are.

    python test/golden/check_models.py CASES.json

CASES.json holds a list of {name, kind: "lightgbm" | "onnx", file, features, rows, raw, output}, arrays as base64 of
little-endian float64; files are beside it. Prints a JSON object: name to {bits, raw, output}, the number of raw scores
whose bits differ and the largest differences, relative to the larger of 1 and ours.

Needs lightgbm==4.7.0, onnxruntime==1.32.0, onnx==1.23.2 and numpy==2.4.6, those that the cases name.
"""

import base64
import json
import sys
from pathlib import Path

# A script beside this one shares its name with LightGBM: without this line Python would import that one.
sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

import numpy as np


def decoded(text):
    return np.frombuffer(base64.b64decode(text), dtype="<f8")


def predict_lightgbm(path, rows):
    import lightgbm

    booster = lightgbm.Booster(model_str=path.read_text())
    # A loaded model written again must be the same model.
    again = lightgbm.Booster(model_str=booster.model_to_string())
    raw = booster.predict(rows, raw_score=True)
    assert np.array_equal(raw, again.predict(rows, raw_score=True))
    return raw, booster.predict(rows)


def predict_onnx(path, rows):
    import onnx
    import onnxruntime

    onnx.checker.check_model(onnx.load(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session.run(["raw_score", "prediction"], {"x": rows})


def largest_difference(theirs, ours):
    return float(np.max(np.abs(theirs - ours) / np.maximum(1, np.abs(ours)), initial=0))


def main():
    cases_file = Path(sys.argv[1])
    report = {}
    for case in json.loads(cases_file.read_text()):
        rows = decoded(case["rows"]).reshape(-1, case["features"]).copy()
        predict = predict_lightgbm if case["kind"] == "lightgbm" else predict_onnx
        raw, output = (values.ravel() for values in predict(cases_file.parent / case["file"], rows))
        ours = decoded(case["raw"])
        report[case["name"]] = {
            "bits": int(np.sum(raw.view("<u8") != ours.view("<u8"))),
            "raw": largest_difference(raw, ours),
            "output": largest_difference(output, decoded(case["output"])),
        }
    json.dump(report, sys.stdout)


main()
