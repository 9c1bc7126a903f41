import { A, useSearchParams } from "@solidjs/router";
import { createMemo, For, Match, Show, Switch, type JSX } from "solid-js";
import type { TableComparison, TableVersion } from "../../bridge/table-api.ts";
import { isoInstant } from "../format/days.ts";
import { figure } from "../format/numbers.ts";
import { inReadingOrder } from "../format/table-metrics.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { SelectField } from "../parts/fields.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { tableModelPath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import { tableDraft } from "../state/table-draft.ts";
import { MeasuredComparison } from "./measured-comparison.tsx";
import { ReportTable } from "./report-table.tsx";
import { MetricName } from "./table-performance.tsx";
import "./table.css";
import "./workshop.css";

/** Two versions side by side: how they were made, how they measure, and whether the difference is real. */
export function TableCompareScreen(): JSX.Element {
  const app = useApp();
  const draft = app.keep(tableDraft);
  const [query, setQuery] = useSearchParams<{ a?: string; b?: string; table?: string }>();
  const first = (value: string | string[] | undefined): string =>
    (Array.isArray(value) ? value[0] : value) ?? "";
  const version = (name: string): TableVersion | undefined =>
    draft.versions.value()?.find((each) => nameOf(each) === name);
  const like = createMemo(() => {
    const known = version(first(query.a)) ?? version(first(query.b));
    return (draft.versions.value() ?? []).filter(
      (each) => each.task === known?.task && each.target === known.target,
    );
  });
  const choices = () =>
    like().map((each) => ({ value: nameOf(each), label: `${each.model} ${each.version}` }));
  /** A table that both are measured on: as chosen, else one of those they were trained on. */
  const tableId = createMemo(() => {
    const hashes = [version(first(query.b)), version(first(query.a))].map((each) => each?.dataSha256);
    const kept = draft.tables.value() ?? [];
    const known = hashes.flatMap((hash) => kept.filter((table) => table.dataSha256 === hash));
    const picked = first(query.table);
    return picked === "none" ? null : picked === "" ? (known[0]?.tableId ?? null) : picked;
  });
  const key = createMemo(() =>
    draft.versions.value() === undefined || draft.tables.value() === undefined
      ? null
      : JSON.stringify([first(query.a), first(query.b), tableId()]),
  );
  const load = createLoad(key, () =>
    app.services.tables.compareVersions([first(query.a), first(query.b)], tableId(), () => {}),
  );
  return (
    <div class="screen workshop">
      <ScreenHead title="Two versions">
        <A class="button quiet-button" href="/train/table">
          To tables
        </A>
      </ScreenHead>
      <div class="toolbar">
        <SelectField label="A" value={first(query.a)} options={choices()} onChange={(a) => setQuery({ a })} />
        <SelectField label="B" value={first(query.b)} options={choices()} onChange={(b) => setQuery({ b })} />
        <SelectField
          label="Both on the rows of"
          value={tableId() ?? "none"}
          options={[
            { value: "none", label: "no table" },
            ...(draft.tables.value() ?? []).map((table) => ({ value: table.tableId, label: table.fileName })),
          ]}
          onChange={(table) => setQuery({ table })}
        />
      </div>
      <Switch fallback={<div class="skeleton skeleton-chart" aria-busy="true" />}>
        <Match when={load.error() ?? draft.versions.error()}>
          {(error) => <ErrorNote error={error()} onRetry={() => void load.reload()} />}
        </Match>
        <Match when={load.value()}>{(comparison) => <Comparison comparison={comparison()} />}</Match>
      </Switch>
    </div>
  );
}

const nameOf = ({ model, version }: TableVersion): string => `${model}@${version}`;

function Comparison(props: { readonly comparison: TableComparison }): JSX.Element {
  const sides = () => [props.comparison.a, props.comparison.b];
  const heads = () => sides().map((side, i) => `${i === 0 ? "A" : "B"}: ${side.name} ${side.version}`);
  return (
    <>
      <p class="quiet">
        <For each={sides()}>
          {(side, i) => (
            <>
              {i() === 0 ? "A is " : "; B is "}
              <A href={tableModelPath(side.name, side.version)}>
                {side.name} {side.version}
              </A>
              , {side.method}, trained {isoInstant(side.trained_at)}
            </>
          )}
        </For>
        .
      </p>
      <Show
        when={props.comparison.measured}
        fallback={
          <p class="note">
            Without a table that both can predict, only what each says of its own test part stands below: the
            rows may differ.
          </p>
        }
      >
        {(measured) => <MeasuredComparison measured={measured()} />}
      </Show>
      <section aria-labelledby="own-heading">
        <h2 id="own-heading">Each on its own test part</h2>
        <ReportTable
          name="Each on its own test part"
          head={["Metric", ...heads()]}
          rows={inReadingOrder(Object.keys(props.comparison.b.test_metrics)).map((name) => [
            <MetricName name={name} />,
            ...sides().map((side) => figure(side.test_metrics[name])),
          ])}
        />
      </section>
      <section aria-labelledby="differences-heading">
        <h2 id="differences-heading">How they were made</h2>
        <Show
          when={props.comparison.differences.length > 0}
          fallback={<p class="quiet">In the same way, from the same data.</p>}
        >
          <ReportTable
            name="How they were made"
            head={["Setting", ...heads()]}
            rows={props.comparison.differences.map((each) => [
              each.name.replaceAll("_", " "),
              shown(each.a),
              shown(each.b),
            ])}
          />
        </Show>
      </section>
      <section aria-labelledby="importances-heading">
        <h2 id="importances-heading">Feature importance</h2>
        <Importances comparison={props.comparison} />
      </section>
    </>
  );
}

const HASH_SHOWN = 12;

function shown(value: TableComparison["differences"][number]["a"]): string {
  if (value === null || value === "") return "–";
  if (typeof value === "string") {
    return /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, HASH_SHOWN)}…` : value;
  }
  return typeof value === "number" ? figure(value) : JSON.stringify(value);
}

const MOST_FEATURES = 20;
const WIDTH = 120;

/** The same features of both, a bar for each. */
function Importances(props: { readonly comparison: TableComparison }): JSX.Element {
  const rows = () => props.comparison.feature_importance.slice(0, MOST_FEATURES);
  const most = () => Math.max(1e-12, ...rows().flatMap((each) => [each.a ?? 0, each.b ?? 0]));
  const bar = (value: number | null): JSX.Element => (
    <span class="value-bar">
      <svg width={WIDTH} height={12} aria-hidden="true">
        <rect class="bar" width={Math.max(0, (WIDTH * (value ?? 0)) / most())} height={12} />
      </svg>
      {figure(value)}
    </span>
  );
  return (
    <ReportTable
      name="Feature importance of both"
      head={["Feature", "A", "B"]}
      rows={rows().map((each) => [each.feature, bar(each.a), bar(each.b)])}
    />
  );
}
