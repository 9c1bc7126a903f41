"""Open a tracking folder that we wrote with MLflow's own client, and report what it reads; then write a run with it.

    MLFLOW_ALLOW_FILE_STORE=true python -P test/golden/mlflow_folder.py FOLDER OTHER_FOLDER

Prints a JSON object of the runs (params, tags, metrics with their history), the models that they list with their files, and
the version. OTHER_FOLDER gets one run by MLflow itself, for us to read.

Needs mlflow==3.17.2. Pinned, because the layout of a file store is not promised between versions.
"""

import json
import os
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import mlflow
from mlflow.models import Model


def read(folder):
    client = mlflow.MlflowClient(tracking_uri=f"file://{folder}")
    report = []
    for experiment in client.search_experiments():
        models = client.search_logged_models([experiment.experiment_id])
        for run in client.search_runs([experiment.experiment_id]):
            history = {
                name: [[p.timestamp, p.value, p.step] for p in client.get_metric_history(run.info.run_id, name)]
                for name in run.data.metrics
            }
            own = [model for model in models if model.source_run_id == run.info.run_id]
            report.append(
                {
                    "experiment": experiment.name,
                    "run": run.info.run_id,
                    "name": run.info.run_name,
                    "status": run.info.status,
                    "start": run.info.start_time,
                    "end": run.info.end_time,
                    "params": run.data.params,
                    "metrics": history,
                    "tags": run.data.tags,
                    "outputs": [output.model_id for output in run.outputs.model_outputs],
                    "artifacts": sorted(a.path for a in client.list_artifacts(run.info.run_id)),
                    "models": [
                        {
                            "id": model.model_id,
                            "name": model.name,
                            "status": str(model.status),
                            "files": sorted(a.path for a in client.list_logged_model_artifacts(model.model_id)),
                            "flavors": Model.load(model.artifact_location.removeprefix("file://")).flavors,
                        }
                        for model in own
                    ],
                }
            )
    return report


def write(folder):
    mlflow.set_tracking_uri(f"file://{folder}")
    mlflow.set_experiment("theirs: one")
    with mlflow.start_run(run_name="one"):
        mlflow.log_params({"depth": 3, "kind": "tree", "rate": 0.25})
        for step, loss in enumerate([0.5, 0.25, 0.125]):
            mlflow.log_metric("loss", loss, step=step)
        mlflow.set_tag("mlflow.note.content", "a note")
        mlflow.set_tag("team", "shop")


runs = read(sys.argv[1])
write(sys.argv[2])
json.dump({"mlflow": mlflow.__version__, "runs": runs}, sys.stdout)
