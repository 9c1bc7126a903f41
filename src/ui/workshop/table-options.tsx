import { createMemo, Show, type JSX } from "solid-js";
import type { TableMethodInfo } from "../../bridge/table-api.ts";
import type { TableTask } from "../../domain/table-training.ts";
import type { TablePreset, TrainingConfig, TuningMethod } from "../../domain/training-config.ts";
import { downloadBlob } from "../parts/download.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { NumberField, SelectField } from "../parts/fields.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import { tableDraft } from "../state/table-draft.ts";
import { MethodOptions } from "./method-options.tsx";

const EFFORTS: readonly { readonly value: TablePreset; readonly label: string; readonly help: string }[] = [
  { value: "fast", label: "Fast", help: "A few methods with options known to do well, blended. Seconds." },
  {
    value: "balanced",
    label: "Balanced",
    help: "Some methods and options, blended. Usually under a minute.",
  },
  { value: "best", label: "Best", help: "Many methods and options, blended. Set a time limit." },
  {
    value: "custom",
    label: "Custom",
    help: "Methods, the search of their options, and every setting by hand.",
  },
];
const SEARCHES: readonly { readonly value: TuningMethod; readonly label: string }[] = [
  { value: "tpe", label: "TPE" },
  { value: "gaussian-process", label: "Gaussian process" },
  { value: "hyperband", label: "Hyperband" },
  { value: "random", label: "Random" },
  { value: "grid", label: "Grid" },
];
const CALIBRATIONS: readonly { readonly value: TrainingConfig["calibration"]; readonly label: string }[] = [
  { value: "none", label: "none" },
  { value: "platt", label: "Platt, a logistic curve" },
  { value: "isotonic", label: "isotonic, by steps" },
];
const SPLITS: readonly { readonly value: TrainingConfig["split"]; readonly label: string }[] = [
  { value: "auto", label: "as fits the target" },
  { value: "stratified", label: "stratified by class" },
  { value: "random", label: "random" },
  { value: "group", label: "by group" },
  { value: "time", label: "by time" },
];
const TASKS: readonly { readonly value: TableTask; readonly label: string }[] = [
  { value: "classification", label: "A class" },
  { value: "regression", label: "A number" },
];
const MINUTE = 60_000;
const LIMITS = [0, 1, 5, 15, 60].map((minutes) => ({
  value: String(minutes * MINUTE),
  label: minutes === 0 ? "none" : minutes === 1 ? "1 minute" : `${minutes} minutes`,
}));

const mayTrainNets = ({ preset, model }: TrainingConfig): boolean =>
  preset === "custom" ? model === "auto" || model === "neural-net" : preset !== "fast";

/** What is to be learned, and how; everything has a default. */
export function TableOptions(): JSX.Element {
  const app = useApp();
  const draft = app.keep(tableDraft);
  const methods = createLoad(draft.task, (task: TableTask) => app.services.tables.methods(task));
  const nets = createLoad(
    () => true,
    () => app.services.tables.netsComputeOn(),
  );
  const columns = () => draft.table()?.columns.map(({ name }) => ({ value: name, label: name })) ?? [];
  const config = createMemo((before: TrainingConfig | null): TrainingConfig | null => {
    const now = draft.config();
    return now instanceof Error ? before : now;
  }, null);
  const wrong = () => {
    const now = draft.config();
    return now instanceof Error ? now : null;
  };
  const chosen = () => methods.value()?.find(({ id }) => id === config()?.model);
  return (
    <Show when={config()}>
      {(current) => (
        <div class="table-options">
          <Show when={wrong()}>{(error) => <ErrorNote error={error()} />}</Show>
          <div class="toolbar">
            <Segmented
              legend="Effort"
              options={EFFORTS}
              value={current().preset}
              onChange={(preset) =>
                draft.set({
                  preset: preset === "custom" ? undefined : preset,
                  // A preset chooses among all methods.
                  ...(preset === "custom" ? {} : { model: undefined, model_options: undefined }),
                })
              }
            />
            <SelectField
              label="Time limit"
              value={String(draft.timeLimitMs() ?? 0)}
              options={LIMITS}
              onChange={(limit) => draft.setTimeLimitMs(limit === "0" ? null : Number(limit))}
            />
          </div>
          <p class="quiet">{EFFORTS.find(({ value }) => value === current().preset)?.help}</p>
          <Show when={mayTrainNets(current())}>
            <p class="quiet">{nets.value()}</p>
          </Show>
          <Show when={current().preset === "custom"}>
            <Search config={current()} methods={methods.value() ?? []} />
            <Show when={chosen()}>{(method) => <MethodOptions method={method()} />}</Show>
          </Show>
          <details class="advanced">
            <summary>Advanced</summary>
            <Splits config={current()} columns={columns()} />
          </details>
          <ConfigFile config={current()} />
        </div>
      )}
    </Show>
  );
}

/** Which column is to be predicted, what kind of thing it is, and what the model is called. */
export function TableTarget(): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const columns = () => draft.table()?.columns.map(({ name }) => ({ value: name, label: name })) ?? [];
  const modelName = () => {
    const now = draft.config();
    return now instanceof Error ? (draft.given().model_name ?? "") : now.model_name;
  };
  return (
    <div class="toolbar">
      <SelectField
        label="Predict"
        value={draft.target() ?? ""}
        options={columns()}
        onChange={(name) => draft.setTarget(name)}
      />
      <Segmented
        legend="It is"
        options={TASKS}
        value={draft.task()}
        onChange={(task) => draft.setTask(task)}
      />
      <label class="field">
        <span>Name of the model</span>
        <input
          value={modelName()}
          pattern="[A-Za-z0-9_\-]{1,64}"
          onChange={(event) => draft.set({ model_name: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}

/** Which methods, and how their options are searched. */
function Search(props: {
  readonly config: TrainingConfig;
  readonly methods: readonly TableMethodInfo[];
}): JSX.Element {
  const draft = useApp().keep(tableDraft);
  return (
    <fieldset class="reading">
      <legend>Methods and their options</legend>
      <SelectField
        label="Method"
        value={props.config.model}
        options={[
          { value: "auto", label: "the best of all" },
          ...props.methods.map(({ id, label }) => ({ value: id, label })),
        ]}
        onChange={(model) =>
          draft.set({ model: model === "auto" ? undefined : model, model_options: undefined })
        }
      />
      <label class="check-field">
        <input
          type="checkbox"
          checked={props.config.hyperparameter_tuning}
          onChange={(event) => draft.set({ hyperparameter_tuning: event.currentTarget.checked })}
        />
        compare methods, search their options
      </label>
      <SelectField
        label="Tuning method"
        value={props.config.tuning_method}
        options={SEARCHES}
        disabled={!props.config.hyperparameter_tuning}
        onChange={(tuning_method) => draft.set({ tuning_method })}
      />
      <NumberField
        label="Trials at most"
        value={props.config.tuning_trials}
        min={0}
        max={10_000}
        onChange={(tuning_trials) => draft.set({ tuning_trials })}
      />
    </fieldset>
  );
}

function Splits(props: {
  readonly config: TrainingConfig;
  readonly columns: readonly { readonly value: string; readonly label: string }[];
}): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const withNone = () => [{ value: "", label: "none" }, ...props.columns];
  return (
    <fieldset class="reading">
      <legend>What is held back, and the rest</legend>
      <SelectField
        label="Split"
        value={props.config.split}
        options={SPLITS}
        onChange={(split) => draft.set({ split: split === "auto" ? undefined : split })}
      />
      <SelectField
        label="Rows that stay together"
        value={props.config.group_column}
        options={withNone()}
        onChange={(name) => draft.set({ group_column: name === "" ? undefined : name })}
      />
      <SelectField
        label="Time, later tests earlier"
        value={props.config.time_column}
        options={withNone()}
        onChange={(name) => draft.set({ time_column: name === "" ? undefined : name })}
      />
      <NumberField
        label="Share for the test"
        value={props.config.test_size}
        min={0.01}
        max={0.8}
        step="any"
        onChange={(test_size) => draft.set({ test_size })}
      />
      <NumberField
        label="Share for validation"
        value={props.config.validation_size}
        min={0.01}
        max={0.8}
        step="any"
        onChange={(validation_size) => draft.set({ validation_size })}
      />
      <NumberField
        label="Folds"
        value={props.config.cross_validation_folds}
        min={2}
        max={20}
        onChange={(cross_validation_folds) => draft.set({ cross_validation_folds })}
      />
      <NumberField
        label="Seed"
        value={props.config.random_state}
        min={0}
        max={2 ** 32 - 1}
        onChange={(random_state) => draft.set({ random_state })}
      />
      <Show when={draft.task() === "classification"}>
        <SelectField
          label="Calibration of probabilities"
          value={props.config.calibration}
          options={CALIBRATIONS}
          onChange={(calibration) => draft.set({ calibration })}
        />
      </Show>
    </fieldset>
  );
}

/** The configuration as the file that the command line takes with `--config`. */
function ConfigFile(props: { readonly config: TrainingConfig }): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const save = (): void => {
    const text = `${JSON.stringify(props.config, null, 2)}\n`;
    downloadBlob(new Blob([text], { type: "application/json" }), `${props.config.model_name}-config.json`);
  };
  return (
    <div class="config-file">
      <button type="button" class="button small" onClick={save}>
        Download the configuration
      </button>
      <label class="button small file-button">
        Load one
        <input
          type="file"
          class="visually-hidden"
          accept=".json,application/json"
          aria-label="Load a configuration"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void draft.loadConfig(file);
            event.currentTarget.value = "";
          }}
        />
      </label>
    </div>
  );
}
