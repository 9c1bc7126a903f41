import { createMemo, createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import type { ImportKind } from "../../domain/dataset.ts";
import {
  COLUMN_ROLES,
  REQUIRED_ROLES,
  type ColumnMapping,
  type ColumnRole,
  type DateOrder,
  type DecimalSign,
  type FilePreview,
  type ImportPlan,
} from "../../domain/import-plan.ts";
import { bytes, count } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { Note } from "../parts/note.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { useApp } from "../state/app.tsx";
import { ROLE_LABELS } from "./role-labels.ts";

const KINDS: readonly { readonly value: ImportKind; readonly label: string }[] = [
  { value: "sales", label: "Sales" },
  { value: "catalogue", label: "Catalogue" },
  { value: "stock", label: "Stock" },
];

/** The chosen file before its import: what each column means, how it is read, into which shop it goes. */
export function ImportPreview(): JSX.Element {
  const app = useApp();
  const { importDraft } = app;
  return (
    <div class="import-preview">
      <div class="import-file">
        <p>
          <strong>{importDraft.file()?.name}</strong>{" "}
          <span class="quiet figures">{bytes(importDraft.file()?.size ?? 0)}</span>
        </p>
        <button type="button" class="button small" onClick={() => importDraft.clear()}>
          Another file
        </button>
      </div>
      <Show when={importDraft.preview.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void importDraft.preview.reload()} />}
      </Show>
      <Switch>
        <Match when={importDraft.preview.value()}>
          {(preview) => <Plan preview={preview()} plan={importDraft.plan() ?? preview().plan} />}
        </Match>
        <Match when={importDraft.preview.loading()}>
          <p class="quiet" role="status">
            Looking at the file
          </p>
        </Match>
      </Switch>
    </div>
  );
}

function Plan(props: { readonly preview: FilePreview; readonly plan: ImportPlan }): JSX.Element {
  const { importDraft } = useApp();
  return (
    <>
      <Segmented
        legend="What the file holds"
        options={KINDS}
        value={props.plan.kind}
        onChange={(kind) => importDraft.choose({ kind })}
      />
      <Reading preview={props.preview} plan={props.plan} />
      <For each={props.preview.doubts}>{(doubt) => <Note>{doubt}</Note>}</For>
      <MappingTable preview={props.preview} plan={props.plan} />
      <Start plan={props.plan} />
    </>
  );
}

const DELIMITERS = [
  { value: ",", label: "comma" },
  { value: ";", label: "semicolon" },
  { value: "\t", label: "tab" },
  { value: "|", label: "bar |" },
];
const ENCODINGS = ["utf-8", "windows-1252", "iso-8859-15", "utf-16le", "utf-16be"];

/** How the text of the file is read; a change looks at the file again. */
function Reading(props: { readonly preview: FilePreview; readonly plan: ImportPlan }): JSX.Element {
  const { importDraft } = useApp();
  const isText = () => props.preview.format === "csv";
  return (
    <fieldset class="reading">
      <legend>How it is read</legend>
      <Show when={isText()}>
        <Choice
          label="Delimiter"
          value={props.plan.delimiter}
          options={withCurrent(DELIMITERS, props.plan.delimiter)}
          onChange={(delimiter) => importDraft.choose({ delimiter })}
        />
        <Choice
          label="Encoding"
          value={props.plan.encoding}
          options={withCurrent(
            ENCODINGS.map((value) => ({ value, label: value })),
            props.plan.encoding,
          )}
          onChange={(encoding) => importDraft.choose({ encoding })}
        />
      </Show>
      <Show when={props.preview.format !== "parquet"}>
        <Choice
          label="First row"
          value={props.plan.hasHeader ? "names" : "data"}
          options={[
            { value: "names", label: "column names" },
            { value: "data", label: "already data" },
          ]}
          onChange={(value) => importDraft.choose({ hasHeader: value === "names" })}
        />
        <Choice
          label="Decimal sign"
          value={props.plan.decimal}
          options={[
            { value: ".", label: "point, 1.50" },
            { value: ",", label: "comma, 1,50" },
          ]}
          onChange={(value) => importDraft.choose({ decimal: value as DecimalSign })}
        />
      </Show>
      <Show when={props.plan.kind === "sales"}>
        <Choice
          label="Order of dates"
          value={props.plan.dateOrder}
          options={[
            { value: "YMD", label: "year month day" },
            { value: "DMY", label: "day month year" },
            { value: "MDY", label: "month day year" },
          ]}
          onChange={(value) => importDraft.choose({ dateOrder: value as DateOrder })}
        />
        <Choice
          label="Identical lines"
          value={props.plan.identicalLines}
          options={[
            { value: "keep", label: "count each" },
            { value: "once", label: "count once" },
          ]}
          onChange={(value) => importDraft.choose({ identicalLines: value === "once" ? "once" : "keep" })}
        />
      </Show>
    </fieldset>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

const withCurrent = (options: readonly Option[], value: string): readonly Option[] =>
  options.some((option) => option.value === value) ? options : [...options, { value, label: value }];

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select onChange={(event) => props.onChange(event.currentTarget.value)}>
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}

const ROWS_SHOWN = 12;

/** The first rows, with what each column means in a list above it. */
function MappingTable(props: { readonly preview: FilePreview; readonly plan: ImportPlan }): JSX.Element {
  const { importDraft } = useApp();
  const roles = (): readonly ColumnRole[] => COLUMN_ROLES[props.plan.kind];
  const roleOf = (column: number): ColumnRole | "" =>
    roles().find((role) => props.plan.mapping[role] === column) ?? "";
  const assign = (column: number, role: ColumnRole | ""): void => {
    // A column has one meaning and a meaning one column.
    const mapping = Object.fromEntries(
      Object.entries(props.plan.mapping).filter(([known, at]) => at !== column && known !== role),
    ) as ColumnMapping;
    importDraft.choose({ mapping: role === "" ? mapping : { ...mapping, [role]: column } });
  };
  return (
    <div class="table-scroll" tabindex={0} role="region" aria-label="First rows of the file">
      <table class="dense mapping">
        <thead>
          <tr>
            <For each={props.preview.columns}>
              {(column, index) => (
                <th scope="col">
                  <select
                    aria-label={`Meaning of the column ${column}`}
                    classList={{ mapped: roleOf(index()) !== "" }}
                    onChange={(event) => assign(index(), event.currentTarget.value as ColumnRole | "")}
                  >
                    <option value="" selected={roleOf(index()) === ""}>
                      not used
                    </option>
                    <For each={roles()}>
                      {(role) => (
                        <option value={role} selected={roleOf(index()) === role}>
                          {ROLE_LABELS[role]}
                        </option>
                      )}
                    </For>
                  </select>
                  <span class="column-name">{column}</span>
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.preview.rows.slice(0, ROWS_SHOWN)}>
            {(row) => (
              <tr>
                <For each={props.preview.columns}>
                  {(_, index) => <td classList={{ unused: roleOf(index()) === "" }}>{row[index()] ?? ""}</td>}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

const NEW_SHOP = "new";

/** Into which shop, and off. */
function Start(props: { readonly plan: ImportPlan }): JSX.Element {
  const app = useApp();
  const { importDraft, datasets } = app;
  const own = createMemo(() => datasets.load.value()?.filter((dataset) => !dataset.simulated) ?? []);
  const [chosen, setChosen] = createSignal<string | null>(null);
  const [name, setName] = createSignal("My shop");
  const target = () =>
    chosen() ?? own().find((dataset) => dataset.id === datasets.currentId())?.id ?? own()[0]?.id ?? NEW_SHOP;
  const missing = () =>
    REQUIRED_ROLES[props.plan.kind].filter((role) => props.plan.mapping[role as ColumnRole] === undefined);
  const blocked = () =>
    missing().length > 0
      ? `Say which column holds the ${missing()
          .map((role) => ROLE_LABELS[role])
          .join(" and the ")}.`
      : target() === NEW_SHOP && name().trim() === ""
        ? "Give the new shop a name."
        : null;

  const start = async (): Promise<void> => {
    const file = importDraft.file();
    if (file === null || blocked() !== null) return;
    const plan = { ...props.plan };
    try {
      let datasetId = target();
      if (datasetId === NEW_SHOP) datasetId = (await app.services.ingest.createDataset(name().trim())).id;
      await datasets.load.reload();
      datasets.choose(datasetId);
      const report = await app.jobs.importFile(datasetId, file, plan);
      if (report !== null) importDraft.clear();
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };

  return (
    <div class="import-start">
      <label class="field">
        <span>Into the shop</span>
        <select onChange={(event) => setChosen(event.currentTarget.value)}>
          <For each={own()}>
            {(dataset) => (
              <option value={dataset.id} selected={dataset.id === target()}>
                {dataset.name}
              </option>
            )}
          </For>
          <option value={NEW_SHOP} selected={target() === NEW_SHOP}>
            a new shop
          </option>
        </select>
      </label>
      <Show when={target() === NEW_SHOP}>
        <label class="field">
          <span>Its name</span>
          <input value={name()} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
      </Show>
      <button type="button" class="button primary" disabled={blocked() !== null} onClick={() => void start()}>
        Import
      </button>
      <p class="form-message" role="status">
        {blocked() ?? `${count(Object.keys(props.plan.mapping).length)} columns are used.`}
      </p>
    </div>
  );
}
