import { createSignal, For, Show, type JSX } from "solid-js";
import type { DayNumber } from "../../domain/dataset.ts";
import type {
  QueryColumn,
  QueryField,
  QueryFilter,
  QueryPeriod,
  TableQuery,
} from "../../domain/table-query.ts";
import { fullDay, isoDay } from "../format/days.ts";
import { count } from "../format/numbers.ts";
import { fieldLabel, fieldType, limitWords, orderWords, type FieldType } from "../format/query-words.ts";

const MS_A_DAY = 86_400_000;

/** A value as its input shows it: money in units, days as dates. */
function inputText(value: number | null, type: FieldType): string {
  if (value === null) return "";
  if (type === "money") return (value / 100).toFixed(2);
  return type === "day" ? isoDay(value) : String(value);
}

/** The value of an input, or null where it is empty or no value. */
function inputValue(input: HTMLInputElement, type: FieldType): number | null {
  if (input.value === "") return null;
  if (type === "day") return dayOf(input);
  const value = input.valueAsNumber;
  if (!Number.isFinite(value)) return null;
  return type === "money" ? Math.round(value * 100) : value;
}

function dayOf(input: HTMLInputElement): DayNumber | null {
  const ms = input.valueAsNumber;
  return Number.isFinite(ms) ? Math.round(ms / MS_A_DAY) : null;
}

function Apply(): JSX.Element {
  return (
    <button type="submit" class="button primary small">
      Run again
    </button>
  );
}

/** A form that runs with Enter or its button. */
function QueryForm(props: { readonly onSubmit: () => void; readonly children: JSX.Element }): JSX.Element {
  return (
    <form
      class="query-form"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
      <Apply />
    </form>
  );
}

const VERBS = {
  equal: "",
  not: " is not",
  contains: " has the words",
  lacks: " has not the words",
} as const;

/** Change the value of a filter; nothing where it has none. */
export function FilterForm(props: {
  readonly filter: QueryFilter;
  readonly onApply: (filter: QueryFilter) => void;
}): JSX.Element {
  const { filter } = props;
  if (filter.is === "between") return <BetweenForm filter={filter} onApply={props.onApply} />;
  if ("values" in filter) return <NamesForm filter={filter} onApply={props.onApply} />;
  if (!("value" in filter)) return <></>;
  const type = fieldType(filter.field);
  const numeric = typeof filter.value === "number";
  let input!: HTMLInputElement;
  const apply = (): void => {
    const text = input.value.trim();
    if (text === "") return;
    if (!numeric) {
      props.onApply({ ...filter, value: text });
      return;
    }
    const value = inputValue(input, type);
    if (value !== null && (filter.is === "equal" || filter.is === "not")) props.onApply({ ...filter, value });
  };
  return (
    <QueryForm onSubmit={apply}>
      <label class="field">
        {fieldLabel(filter.field)}
        {VERBS[filter.is]}
        <input
          ref={input}
          type={numeric ? (type === "day" ? "date" : "number") : "text"}
          step="any"
          value={typeof filter.value === "number" ? inputText(filter.value, type) : filter.value}
        />
      </label>
    </QueryForm>
  );
}

function BetweenForm(props: {
  readonly filter: Extract<QueryFilter, { readonly is: "between" }>;
  readonly onApply: (filter: QueryFilter) => void;
}): JSX.Element {
  const { filter } = props;
  const type = fieldType(filter.field);
  let low!: HTMLInputElement;
  let high!: HTMLInputElement;
  const end = (label: string, value: number | null, ref: (input: HTMLInputElement) => void): JSX.Element => (
    <label class="field">
      {label}
      <input ref={ref} type={type === "day" ? "date" : "number"} step="any" value={inputText(value, type)} />
    </label>
  );
  return (
    <QueryForm
      onSubmit={() => props.onApply({ ...filter, low: inputValue(low, type), high: inputValue(high, type) })}
    >
      {end(`${fieldLabel(filter.field)} from`, filter.low, (input) => (low = input))}
      {end("to", filter.high, (input) => (high = input))}
    </QueryForm>
  );
}

function NamesForm(props: {
  readonly filter: Extract<QueryFilter, { readonly is: "one-of" | "none-of" }>;
  readonly onApply: (filter: QueryFilter) => void;
}): JSX.Element {
  const [chosen, setChosen] = createSignal(props.filter.values);
  return (
    <QueryForm onSubmit={() => chosen().length > 0 && props.onApply({ ...props.filter, values: chosen() })}>
      <For each={props.filter.values}>
        {(value) => (
          <label class="check-field">
            <input
              type="checkbox"
              checked={chosen().includes(value)}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                setChosen((old) => (on ? [...old, value] : old.filter((other) => other !== value)));
              }}
            />
            <span>{value}</span>
          </label>
        )}
      </For>
    </QueryForm>
  );
}

const LAST_DAYS = [7, 28, 91, 365];

/** Days of the sales that count: the last so many, or from one day to another. */
export function PeriodForm(props: {
  readonly period: QueryPeriod | null;
  readonly asOfDay: DayNumber | null;
  readonly onApply: (period: QueryPeriod) => void;
}): JSX.Element {
  let first!: HTMLInputElement;
  let last!: HTMLInputElement;
  const apply = (): void => {
    const firstDay = dayOf(first);
    const lastDay = dayOf(last);
    if (firstDay === null || lastDay === null) return;
    const [from, to] = firstDay <= lastDay ? [firstDay, lastDay] : [lastDay, firstDay];
    props.onApply({ firstDay: from, lastDay: to, words: `from ${fullDay(from)} to ${fullDay(to)}` });
  };
  return (
    <QueryForm onSubmit={apply}>
      <Show when={props.asOfDay}>
        {(today) => (
          <div class="period-presets">
            <For each={LAST_DAYS}>
              {(days) => (
                <button
                  type="button"
                  class="button small"
                  onClick={() =>
                    props.onApply({
                      firstDay: today() - days,
                      lastDay: today() - 1,
                      words: `in the last ${days} days`,
                    })
                  }
                >
                  last {days} days
                </button>
              )}
            </For>
          </div>
        )}
      </Show>
      <label class="field">
        sales from
        <input
          ref={first}
          type="date"
          required
          value={props.period === null ? "" : isoDay(props.period.firstDay)}
        />
      </label>
      <label class="field">
        to
        <input
          ref={last}
          type="date"
          required
          value={props.period === null ? "" : isoDay(props.period.lastDay)}
        />
      </label>
    </QueryForm>
  );
}

const SORTABLE: readonly QueryField[] = [
  "title",
  "author",
  "year",
  "price",
  "pages",
  "sold",
  "onHand",
  "expected",
];

/** By what the rows are ordered. */
export function SortForm(props: {
  readonly sort: TableQuery["sort"];
  readonly columns: readonly QueryColumn[];
  readonly onApply: (sort: NonNullable<TableQuery["sort"]>) => void;
}): JSX.Element {
  const fields = [...new Set([...props.columns.map((column) => column.field), ...SORTABLE])];
  const [field, setField] = createSignal<QueryField>(props.sort?.field ?? fields[0] ?? "title");
  const [descending, setDescending] = createSignal(props.sort?.descending ?? false);
  return (
    <QueryForm onSubmit={() => props.onApply({ field: field(), descending: descending() })}>
      <label class="field">
        ordered by
        <select onChange={(event) => setField(event.currentTarget.value as QueryField)}>
          <For each={fields}>
            {(known) => (
              <option value={known} selected={known === field()}>
                {fieldLabel(known)}
              </option>
            )}
          </For>
        </select>
      </label>
      <label class="field">
        beginning with
        <select onChange={(event) => setDescending(event.currentTarget.value === "down")}>
          <option value="up" selected={!descending()}>
            {orderWords(field(), false)}
          </option>
          <option value="down" selected={descending()}>
            {orderWords(field(), true)}
          </option>
        </select>
      </label>
    </QueryForm>
  );
}

const LIMITS = [1, 3, 5, 10, 20, 50, 100, null];

/** How many rows are shown. */
export function LimitForm(props: {
  readonly limit: number | null;
  readonly onApply: (limit: number | null) => void;
}): JSX.Element {
  return (
    <div class="period-presets" role="group" aria-label="Rows shown">
      <For each={LIMITS}>
        {(limit) => (
          <button
            type="button"
            class="button small"
            aria-pressed={limit === props.limit}
            onClick={() => props.onApply(limit)}
          >
            {limit === null ? limitWords(null, 0) : count(limit)}
          </button>
        )}
      </For>
    </div>
  );
}
