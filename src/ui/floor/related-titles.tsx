import { A } from "@solidjs/router";
import { createEffect, For, on, Show, type JSX } from "solid-js";
import type { Recommendation } from "../../domain/recommendation.ts";
import { percent, score } from "../format/numbers.ts";
import { reasonText } from "../format/reasons.ts";
import { Cover } from "../parts/cover.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { Traced } from "../parts/traced.tsx";
import { titlePath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import "./related-titles.css";

/** What goes with a title, by its readers, and what is like it, by the catalogue. Nothing where neither is known. */
export function RelatedTitlesRows(props: {
  readonly datasetId: string;
  readonly itemId: string;
}): JSX.Element {
  const app = useApp();
  const related = createLoad(
    () => `${props.datasetId} ${props.itemId}`,
    () => app.services.answer.related(props.datasetId, props.itemId),
  );
  app.onStores(["datasets", "catalogue", "artifacts"], () => void related.reload());
  return (
    <div class="related">
      <Show when={related.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void related.reload()} />}
      </Show>
      <Row
        name="Goes with"
        words="bought by the same readers"
        items={related.value()?.goesWith}
        loading={related.loading()}
      />
      <Row
        name="Similar"
        words="alike by what the catalogue says"
        items={related.value()?.similar}
        loading={related.loading()}
      />
    </div>
  );
}

function Row(props: {
  readonly name: string;
  readonly words: string;
  readonly items: readonly Recommendation[] | undefined;
  readonly loading: boolean;
}): JSX.Element {
  let list!: HTMLUListElement;
  createEffect(
    on(
      () => props.items,
      () => {
        list.scrollLeft = 0;
      },
    ),
  );
  return (
    <section aria-label={props.name} hidden={props.items?.length === 0}>
      <h2>
        {props.name} <span class="related-words">{props.words}</span>
      </h2>
      <ul class="related-row" ref={list} aria-busy={props.loading}>
        <For
          each={props.items}
          fallback={<For each={[1, 2, 3, 4, 5, 6]}>{() => <li class="skeleton related-skeleton" />}</For>}
        >
          {(item) => (
            <li>
              <A href={titlePath(item.itemId)}>
                <Cover title={item.title} authors={item.authors} />
                <span class="related-title">{item.title}</span>
              </A>
              <p class="authors">{item.authors.join(", ")}</p>
              <p class="related-why">
                <Traced
                  trace={{
                    title: `${props.name}: ${item.title}`,
                    rows: [
                      ["Strength", score(item.score)],
                      ...item.reasons.map((reason) => [reasonText(reason), percent(reason.share)] as const),
                    ],
                    words:
                      props.name === "Goes with"
                        ? "How strongly readers of the one choose the other; as the recommender has learnt it from the sales."
                        : "How alike the two are by author, series, genre and the words of the description.",
                  }}
                >
                  {termsOf(item) || "why"}
                </Traced>
              </p>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}

const TERMS = 3;

function termsOf(item: Recommendation): string {
  const terms = item.reasons.flatMap((reason) => reason.terms ?? []);
  return [...new Set(terms)].slice(0, TERMS).join(" · ");
}
