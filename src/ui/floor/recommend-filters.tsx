import { createMemo, For, Show, type JSX } from "solid-js";
import type { CatalogueFacets } from "../../domain/catalogue-facets.ts";
import type { RecommendFilters } from "../../domain/recommendation.ts";
import { languageName } from "../format/languages.ts";
import { roughMoney } from "../format/money.ts";
import { count } from "../format/numbers.ts";
import { Popover } from "../parts/popover.tsx";
import { Icon } from "../parts/icon.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import type { Recommendations } from "../state/recommend.ts";

const PRICES = [500, 800, 1000, 1500, 2000];
const PAGES = [150, 250, 400, 600];
const AGES = [3, 6, 9, 12, 14, 16];

/** What a title must be to come into the list; in stock first, since that can be sold now. */
export function RecommendFilterBar(props: { readonly list: Recommendations }): JSX.Element {
  const app = useApp();
  const facets = createLoad<string, CatalogueFacets>(app.datasets.currentId, (id) =>
    app.services.predict.catalogueFacets(id),
  );
  app.onStores(["datasets", "catalogue"], () => void facets.reload());
  const filters = (): RecommendFilters => props.list.wishes().filters;
  const filter = (part: Partial<RecommendFilters>): void =>
    props.list.wish({ filters: { ...filters(), ...part } });
  const currency = () => app.datasets.current()?.currency ?? null;
  const set = createMemo(() => Object.values(filters()).some(isSet));
  return (
    <div class="rec-filters" role="group" aria-label="Only titles that are">
      <label class="check-field">
        <input
          type="checkbox"
          checked={filters().inStock ?? false}
          onChange={(event) => filter({ inStock: event.currentTarget.checked })}
        />
        <span>In stock</span>
      </label>
      <Limit
        label="Price"
        any="any price"
        values={PRICES}
        text={(cents) => `up to ${roughMoney(cents, currency())}`}
        value={filters().maxPriceCents ?? null}
        onChange={(maxPriceCents) => filter({ maxPriceCents })}
      />
      <Limit
        label="Length"
        any="any length"
        values={PAGES}
        text={(pages) => `up to ${count(pages)} pages`}
        value={filters().maxPages ?? null}
        onChange={(maxPages) => filter({ maxPages })}
      />
      <Words
        label="Genre"
        any="all genres"
        facets={facets.value()?.genres ?? []}
        chosen={filters().genres ?? []}
        onChange={(genres) => filter({ genres })}
      />
      <Show when={(facets.value()?.languages.length ?? 0) > 1}>
        <Words
          label="Language"
          any="all languages"
          facets={facets.value()!.languages}
          text={languageName}
          chosen={filters().languages ?? []}
          onChange={(languages) => filter({ languages })}
        />
      </Show>
      <Show when={facets.value()?.ages}>
        <Limit
          label="Reader's age"
          any="any age"
          values={AGES}
          text={(age) => `for age ${age}`}
          value={filters().age ?? null}
          onChange={(age) => filter({ age })}
        />
      </Show>
      <For each={filters().excludeAuthors ?? []}>
        {(author) => (
          <button
            type="button"
            class="button small chip"
            aria-label={`not ${author}: let come again`}
            onClick={() =>
              filter({ excludeAuthors: (filters().excludeAuthors ?? []).filter((name) => name !== author) })
            }
          >
            not {author} <Icon name="close" />
          </button>
        )}
      </For>
      <Show when={set()}>
        <button type="button" class="link-button" onClick={() => props.list.wish({ filters: {} })}>
          Clear
        </button>
      </Show>
    </div>
  );
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false && value !== undefined;
}

function Limit(props: {
  readonly label: string;
  readonly any: string;
  readonly values: readonly number[];
  readonly text: (value: number) => string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}): JSX.Element {
  return (
    <label class="rec-limit">
      <span class="visually-hidden">{props.label}</span>
      <select
        classList={{ mapped: props.value !== null }}
        onChange={(event) =>
          props.onChange(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))
        }
      >
        <option value="" selected={props.value === null}>
          {props.any}
        </option>
        <For each={props.values}>
          {(value) => (
            <option value={value} selected={value === props.value}>
              {props.text(value)}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}

/** Several of the catalogue's words; none chosen is all of them. */
function Words(props: {
  readonly label: string;
  readonly any: string;
  readonly facets: CatalogueFacets["genres"];
  readonly text?: (value: string) => string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}): JSX.Element {
  const text = (value: string): string => props.text?.(value) ?? value;
  const said = () => {
    const { chosen } = props;
    if (chosen.length === 0) return props.any;
    return chosen.length === 1 ? text(chosen[0]!) : `${text(chosen[0]!)} and ${chosen.length - 1} more`;
  };
  return (
    <Popover
      class={`button small words-button ${props.chosen.length > 0 ? "mapped" : ""}`}
      name={props.label}
      label={`${props.label}: ${said()}`}
      button={
        <>
          {said()} <Icon name="down" />
        </>
      }
    >
      {() => (
        <div class="menu words-menu">
          <For each={props.facets}>
            {(facet) => (
              <label class="check-field">
                <input
                  type="checkbox"
                  checked={props.chosen.includes(facet.value)}
                  onChange={(event) =>
                    props.onChange(
                      event.currentTarget.checked
                        ? [...props.chosen, facet.value]
                        : props.chosen.filter((value) => value !== facet.value),
                    )
                  }
                />
                <span>{text(facet.value)}</span>
                <span class="figures quiet">{count(facet.titles)}</span>
              </label>
            )}
          </For>
        </div>
      )}
    </Popover>
  );
}
