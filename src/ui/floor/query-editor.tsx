import { For, Show, type JSX } from "solid-js";
import type { DayNumber } from "../../domain/dataset.ts";
import type { QueryFilter, TableAnswer, TableQuery } from "../../domain/table-query.ts";
import { fieldLabel, filterWords, limitWords, resultWords, sortWords } from "../format/query-words.ts";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import { FilterForm, LimitForm, PeriodForm, SortForm } from "./query-forms.tsx";
import { readingRefused } from "./query-readings.ts";

/** What the question was understood as, part by part: tap one to change it, cross it out, take the change back. */
export function QueryEditor(props: {
  readonly table: TableAnswer;
  readonly currency: string | null;
  readonly asOfDay: DayNumber | null;
  readonly titleOf: (itemId: string) => string;
  readonly edited: boolean;
  readonly onRun: (query: TableQuery) => void;
  readonly onUndo: () => void;
}): JSX.Element {
  const query = () => props.table.query;
  const run = (part: Partial<TableQuery>): void => props.onRun({ ...query(), ...part });
  const replace = (old: QueryFilter, next: QueryFilter | null): void =>
    run({
      filters: query().filters.flatMap((filter) => (filter !== old ? [filter] : next === null ? [] : [next])),
    });
  return (
    <div class="query">
      <For each={props.table.readings}>
        {(reading) => (
          <p class="as-read">
            Read “{reading.typed}” as <cite>{reading.as}</cite>.{" "}
            <Show when={readingRefused(query(), reading)}>
              {(refused) => (
                <button type="button" class="link-button" onClick={() => props.onRun(refused())}>
                  Not that: exactly “{reading.typed}”
                </button>
              )}
            </Show>
          </p>
        )}
      </For>
      <div class="query-chips" role="group" aria-label="Understood as">
        <Show when={query().explain !== null}>
          <span class="chip fixed">why this title is as it is</span>
        </Show>
        <For each={query().filters}>
          {(filter) => (
            <Chip
              words={filterWords(filter, props.currency, (itemId) => props.titleOf(itemId))}
              remove="Without it"
              onRemove={() => replace(filter, null)}
            >
              {(close) => (
                <FilterForm
                  filter={filter}
                  onApply={(next) => {
                    close();
                    replace(filter, next);
                  }}
                />
              )}
            </Chip>
          )}
        </For>
        <Show when={query().explain === null && aboutSales(query())}>
          <Chip
            words={query().period === null ? "all sales" : `sold ${query().period!.words}`}
            {...(query().period === null
              ? {}
              : { remove: "All sales", onRemove: () => run({ period: null }) })}
          >
            {(close) => (
              <PeriodForm
                period={query().period}
                asOfDay={props.asOfDay}
                onApply={(period) => {
                  close();
                  run({ period });
                }}
              />
            )}
          </Chip>
        </Show>
        <Show when={query().explain === null}>
          <Show when={query().groupBy}>
            {(field) => (
              <RemovableChip
                words={`for each ${fieldLabel(field())}`}
                remove="title by title"
                onRemove={() => run({ groupBy: null })}
              />
            )}
          </Show>
          <Show
            when={query().result.kind === "rows"}
            fallback={
              <RemovableChip
                words={resultWords(query())}
                remove="show the rows"
                onRemove={() => run({ result: { kind: "rows" } })}
              />
            }
          >
            <Chip
              words={query().sort === null ? "in no order" : sortWords(query().sort!)}
              {...(query().sort === null
                ? {}
                : { remove: "In no order", onRemove: () => run({ sort: null }) })}
            >
              {(close) => (
                <SortForm
                  sort={query().sort}
                  columns={props.table.columns}
                  onApply={(sort) => {
                    close();
                    run({ sort });
                  }}
                />
              )}
            </Chip>
            <Chip words={limitWords(query().limit, query().skip)}>
              {(close) => (
                <LimitForm
                  limit={query().limit}
                  onApply={(limit) => {
                    close();
                    run({ limit, skip: 0 });
                  }}
                />
              )}
            </Chip>
          </Show>
        </Show>
        <Show when={props.edited}>
          <button type="button" class="link-button" onClick={() => props.onUndo()}>
            Undo the change
          </button>
        </Show>
      </div>
    </div>
  );
}

const OF_SALES: ReadonlySet<string> = new Set(["sold", "revenue", "lastSale"]);

/** Whether days of sales make a difference. */
function aboutSales(query: TableQuery): boolean {
  const { result, filters, sort, period } = query;
  const field = result.kind === "aggregate" ? result.of : "field" in result ? result.field : "title";
  return (
    period !== null ||
    [field, sort?.field ?? "title", ...filters.map((filter) => filter.field)].some((used) =>
      OF_SALES.has(used),
    )
  );
}

/** A part of the query that opens its form; what can go has its way out in the same panel. */
function Chip(props: {
  readonly words: string;
  readonly remove?: string;
  readonly onRemove?: () => void;
  readonly children: (close: () => void) => JSX.Element;
}): JSX.Element {
  return (
    <Popover
      class="button small chip"
      name={`Change: ${props.words}`}
      label={`${props.words}: change`}
      button={
        <>
          <span class="chip-text">{props.words}</span> <Icon name="down" />
        </>
      }
    >
      {(close) => (
        <div class="chip-panel">
          {props.children(close)}
          <Show when={props.onRemove}>
            {(remove) => (
              <button
                type="button"
                class="link-button"
                onClick={() => {
                  close();
                  remove()();
                }}
              >
                {props.remove}
              </button>
            )}
          </Show>
        </div>
      )}
    </Popover>
  );
}

function RemovableChip(props: {
  readonly words: string;
  readonly remove: string;
  readonly onRemove: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="button small chip"
      aria-label={`${props.words}: ${props.remove}`}
      onClick={() => props.onRemove()}
    >
      <span class="chip-text">{props.words}</span> <Icon name="close" />
    </button>
  );
}
