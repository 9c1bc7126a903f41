import { A, useNavigate } from "@solidjs/router";
import { createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import { filterName, RUN_STATUSES, type RunStatus, type RunSummary } from "../../domain/run.ts";
import { isoInstant } from "../format/days.ts";
import { runMetricLabel } from "../format/run-metrics.ts";
import { count, counted, elapsed, figure } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Icon } from "../parts/icon.tsx";
import { Modal } from "../parts/modal.tsx";
import { Popover } from "../parts/popover.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { createExperiments, MOST_COMPARED, type Experiments, type RunColumns } from "../state/experiments.ts";
import { RunStatusMark } from "./run-status.tsx";
import { TagForm } from "./tag-form.tsx";
import "./workshop.css";
import "./experiments.css";

/** Every training that was kept: looked through, sorted, and chosen to be compared. */
export function ExperimentsScreen(): JSX.Element {
  const app = useApp();
  const experiments = app.keep(createExperiments);
  const { list, query } = experiments;
  return (
    <div class="screen workshop experiments">
      <ScreenHead title="Experiments">
        <Show when={list.value()}>
          {(known) => (
            <p class="head-aside" role="status">
              {known().total === known().kept
                ? counted(known().kept, "run", "runs")
                : `${count(known().total)} of ${counted(known().kept, "run", "runs")}`}
            </p>
          )}
        </Show>
      </ScreenHead>
      <Search experiments={experiments} />
      <Actions experiments={experiments} />
      <Show when={list.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void list.reload()} />}
      </Show>
      <Show when={list.value()} fallback={<Waiting failed={list.error() !== undefined} />}>
        {(known) => (
          <Switch>
            <Match when={known().kept === 0 && !query().deleted}>
              <div class="empty">
                <p class="lead">
                  No training is kept yet. Each one leaves its run here, also one that fails.
                </p>
                <A class="button primary" href="/train">
                  Train
                </A>
              </div>
            </Match>
            <Match when={known().total === 0}>
              <div class="empty">
                <p class="lead">{query().deleted ? "No run is deleted." : "No run fits."}</p>
                <button
                  type="button"
                  class="button"
                  onClick={() =>
                    experiments.ask({
                      search: "",
                      experiment: null,
                      status: null,
                      model: null,
                      deleted: false,
                    })
                  }
                >
                  Show all
                </button>
              </div>
            </Match>
            <Match when={true}>
              <RunTable experiments={experiments} runs={known().runs} />
              <Show when={known().runs.length < known().total}>
                <p>
                  <button type="button" class="button" onClick={() => experiments.more()}>
                    Show more, {count(known().total - known().runs.length)} are left
                  </button>
                </p>
              </Show>
            </Match>
          </Switch>
        )}
      </Show>
    </div>
  );
}

function Waiting(props: { readonly failed: boolean }): JSX.Element {
  return (
    <Show when={!props.failed}>
      <div aria-busy="true">
        <div class="skeleton skeleton-title" />
        <div class="skeleton skeleton-title" />
      </div>
    </Show>
  );
}

function Search(props: { readonly experiments: Experiments }): JSX.Element {
  const { query, list, ask } = props.experiments;
  return (
    <div class="toolbar">
      <label class="search-field">
        <Icon name="search" />
        <span class="visually-hidden">Search the runs: words, or a filter</span>
        <input
          type="search"
          placeholder="Words, or metrics.rmse < 5"
          autocomplete="off"
          spellcheck={false}
          value={query().search}
          onInput={(event) => ask({ search: event.currentTarget.value })}
        />
      </label>
      <Choice
        label="Experiment"
        value={query().experiment}
        values={list.value()?.experiments ?? []}
        onChange={(experiment) => ask({ experiment })}
      />
      <Choice
        label="Status"
        value={query().status}
        values={RUN_STATUSES}
        onChange={(status) => ask({ status: status as RunStatus | null })}
      />
      <Choice
        label="Model"
        value={query().model}
        values={list.value()?.models ?? []}
        onChange={(model) => ask({ model })}
      />
    </div>
  );
}

/** What is done with the chosen runs, and with all. */
function Actions(props: { readonly experiments: Experiments }): JSX.Element {
  const { chosen, query, edit, list, carrying } = props.experiments;
  const navigate = useNavigate();
  const [tagging, setTagging] = createSignal(false);
  const isNone = () => chosen().length === 0;
  return (
    <div class="actions-line" role="group" aria-label="What to do with the runs">
      <button
        type="button"
        class="button primary"
        disabled={chosen().length < 2 || chosen().length > MOST_COMPARED}
        onClick={() => navigate(`/experiments/compare?runs=${chosen().join(",")}`)}
      >
        Compare{isNone() ? "" : ` ${chosen().length}`}
      </button>
      <button type="button" class="button" disabled={isNone()} onClick={() => setTagging(true)}>
        Tag
      </button>
      <button
        type="button"
        class="button"
        disabled={isNone()}
        onClick={() => void edit(chosen(), { deleted: !query().deleted })}
      >
        {query().deleted ? "Restore" : "Delete"}
      </button>
      <button
        type="button"
        class="button"
        disabled={isNone() || carrying()}
        onClick={() => void props.experiments.exportMlflow(chosen())}
      >
        Export for MLflow
      </button>
      <span class="spring quiet">{isNone() ? "Choose two to five runs to compare them." : ""}</span>
      <Columns experiments={props.experiments} />
      <Popover class="button" name="More" button="More">
        {(close) => (
          <div class="menu">
            <button
              type="button"
              disabled={(list.value()?.total ?? 0) === 0}
              onClick={() => {
                close();
                void props.experiments.exportCsv();
              }}
            >
              Download these as CSV
            </button>
            <MlflowPicker experiments={props.experiments} close={close} folder />
            <MlflowPicker experiments={props.experiments} close={close} />
            <button
              type="button"
              class="menu-end"
              onClick={() => {
                close();
                props.experiments.chooseAll(false);
                props.experiments.ask({ deleted: !query().deleted });
              }}
            >
              {query().deleted ? "Show the runs kept" : "Show deleted runs"}
            </button>
          </div>
        )}
      </Popover>
      <Show when={tagging()}>
        <Modal title={`Tag ${counted(chosen().length, "run", "runs")}`} onClose={() => setTagging(false)}>
          <TagForm
            action="Set the tag"
            primary
            onTag={async (name, value) => {
              const done = await edit(chosen(), { tags: { [name]: value } });
              if (done) setTagging(false);
              return done;
            }}
          />
        </Modal>
      </Show>
    </div>
  );
}

/** Takes in an MLflow tracking folder, or a ZIP archive of one. */
function MlflowPicker(props: {
  readonly experiments: Experiments;
  readonly close: () => void;
  readonly folder?: boolean;
}): JSX.Element {
  let input!: HTMLInputElement;
  const take = (): void => {
    const files = [...(input.files ?? [])].map((file) => ({
      path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath,
      file,
    }));
    input.value = "";
    props.close();
    if (files.length > 0) void props.experiments.importMlflow(files);
  };
  const label = () => (props.folder === true ? "Import an MLflow folder" : "Import an archive of one");
  return (
    <>
      <button type="button" disabled={props.experiments.carrying()} onClick={() => input.click()}>
        {label()}
      </button>
      <input
        ref={(element) => {
          input = element;
          element.webkitdirectory = props.folder === true;
        }}
        type="file"
        hidden
        aria-label={label()}
        accept={props.folder === true ? undefined : ".zip"}
        onChange={take}
      />
    </>
  );
}

/** Which metrics and parameters are columns. */
function Columns(props: { readonly experiments: Experiments }): JSX.Element {
  const { list, columns, showColumns } = props.experiments;
  const toggle = (group: keyof RunColumns, name: string, shown: boolean): void => {
    const others = columns()[group].filter((known) => known !== name);
    showColumns({ ...columns(), [group]: shown ? [...others, name] : others });
  };
  const group = (name: keyof RunColumns, heading: string): JSX.Element => (
    <fieldset>
      <legend>{heading}</legend>
      <For each={list.value()?.[name] ?? []} fallback={<p class="quiet">None.</p>}>
        {(column) => (
          <label class="check-field">
            <input
              type="checkbox"
              checked={columns()[name].includes(column)}
              onChange={(event) => toggle(name, column, event.currentTarget.checked)}
            />
            {name === "metrics" ? runMetricLabel(column) : column}
          </label>
        )}
      </For>
    </fieldset>
  );
  return (
    <Popover class="button" name="Columns" button="Columns">
      {() => (
        <div class="column-picker">
          {group("metrics", "Metrics")}
          {group("params", "Parameters")}
        </div>
      )}
    </Popover>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string | null;
  readonly values: readonly string[];
  readonly onChange: (value: string | null) => void;
}): JSX.Element {
  // What is chosen stays in the list, also where no run has it any more.
  const values = () =>
    props.value === null || props.values.includes(props.value)
      ? props.values
      : [...props.values, props.value];
  return (
    <label class="select-field">
      {props.label}
      <select
        onChange={(event) =>
          props.onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)
        }
      >
        <option value="" selected={props.value === null}>
          all
        </option>
        <For each={values()}>
          {(value) => (
            <option value={value} selected={value === props.value}>
              {value}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}

function RunTable(props: {
  readonly experiments: Experiments;
  readonly runs: readonly RunSummary[];
}): JSX.Element {
  const { columns, chosen, choose, chooseAll } = props.experiments;
  const all = () => props.runs.length > 0 && props.runs.every((run) => chosen().includes(run.run_id));
  return (
    <div class="table-scroll runs">
      <table class="dense">
        <caption class="visually-hidden">Runs</caption>
        <thead>
          <tr>
            <th scope="col" class="choose">
              <label class="check-cell">
                <input
                  type="checkbox"
                  aria-label="Choose all shown"
                  checked={all()}
                  onChange={(event) => chooseAll(event.currentTarget.checked)}
                />
              </label>
            </th>
            <SortHead experiments={props.experiments} key="run_name" label="Run" />
            <SortHead experiments={props.experiments} key="status" label="Status" />
            <SortHead experiments={props.experiments} key="start_time" label="Started" />
            <SortHead experiments={props.experiments} key="duration_ms" label="Took" figures />
            <For each={columns().metrics}>
              {(name) => (
                <SortHead
                  experiments={props.experiments}
                  key={filterName("metrics", name)}
                  label={runMetricLabel(name)}
                  figures
                />
              )}
            </For>
            <For each={columns().params}>
              {(name) => (
                <SortHead experiments={props.experiments} key={filterName("params", name)} label={name} />
              )}
            </For>
            <th scope="col">Tags</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.runs}>
            {(run) => (
              <tr classList={{ chosen: chosen().includes(run.run_id) }}>
                <td class="choose">
                  <label class="check-cell">
                    <input
                      type="checkbox"
                      aria-label={`Choose ${run.name}`}
                      checked={chosen().includes(run.run_id)}
                      onChange={(event) => choose(run.run_id, event.currentTarget.checked)}
                    />
                  </label>
                </td>
                <th scope="row">
                  <A href={`/experiments/${run.run_id}`}>{run.name}</A>
                  <Show when={run.note}>
                    <span class="run-note">{run.note}</span>
                  </Show>
                </th>
                <td>
                  <RunStatusMark status={run.status} reason={run.reason} />
                </td>
                <td class="instant">{isoInstant(run.started_at)}</td>
                <td class="figures">
                  {run.status === "running" || run.duration_ms === 0 ? "–" : elapsed(run.duration_ms)}
                </td>
                <For each={columns().metrics}>
                  {(name) => <td class="figures">{figure(run.metrics[name])}</td>}
                </For>
                <For each={columns().params}>{(name) => <td class="param">{run.params[name] ?? ""}</td>}</For>
                <td>
                  <Tags tags={run.tags} />
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

/** Tags that every training sets by itself say nothing here. */
const OWN_TAGS = ["model_type", "dataset_id"];

function Tags(props: { readonly tags: Readonly<Record<string, string>> }): JSX.Element {
  const shown = () => Object.entries(props.tags).filter(([name]) => !OWN_TAGS.includes(name));
  return (
    <For each={shown()}>
      {([name, value]) => <span class="run-tag">{value === "" ? name : `${name}: ${value}`}</span>}
    </For>
  );
}

function SortHead(props: {
  readonly experiments: Experiments;
  readonly key: string;
  readonly label: string;
  readonly figures?: boolean;
}): JSX.Element {
  const order = () => props.experiments.sorted(props.key);
  return (
    <th scope="col" classList={{ figures: props.figures ?? false }} aria-sort={order() ?? "none"}>
      <button type="button" class="sort-button" onClick={() => props.experiments.sortBy(props.key)}>
        {props.label}
        <span aria-hidden="true">{order() === "ascending" ? "↑" : order() === "descending" ? "↓" : ""}</span>
      </button>
    </th>
  );
}
