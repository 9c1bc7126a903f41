import { A } from "@solidjs/router";
import { For, onCleanup, Show, type JSX } from "solid-js";
import type { ProfileEntry } from "../../domain/private-profile.ts";
import type { Reaction } from "../../domain/recommendation.ts";
import { Cover } from "../parts/cover.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { Icon } from "../parts/icon.tsx";
import { RecommenderLine } from "../parts/recommender-line.tsx";
import { TitlePicker } from "../parts/title-picker.tsx";
import { WhyLine } from "../parts/why-line.tsx";
import { titlePath } from "../shell/paths.ts";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";

const REACTIONS: readonly { readonly value: Reaction; readonly label: string }[] = [
  { value: "loved", label: "loved it" },
  { value: "liked", label: "liked it" },
  { value: "bought", label: "bought it" },
  { value: "read", label: "read it" },
  { value: "disliked", label: "did not like it" },
  { value: "not-for-me", label: "not for me" },
];

/** Every title of the list, to be seen and changed, and what this shop recommends from it. */
export function ShelfList(props: {
  readonly entries: readonly ProfileEntry[];
  readonly onPut: (entry: ProfileEntry) => Promise<boolean>;
  readonly onRemove: (itemId: string) => Promise<boolean>;
}): JSX.Element {
  const app = useApp();
  const remove = async (entry: ProfileEntry): Promise<void> => {
    if (!(await props.onRemove(entry.itemId))) return;
    app.toasts.show(`${entry.title} is off your shelf.`, {
      label: "Undo",
      run: () => void props.onPut(entry),
    });
  };
  return (
    <>
      <Show when={app.datasets.current()}>
        <div class="shelf-add">
          <TitlePicker
            label="A book you have read"
            placeholder="Add a book you have read"
            onPick={(title) => void props.onPut({ ...title, reaction: "loved" })}
          />
        </div>
      </Show>
      <Show
        when={props.entries.length > 0}
        fallback={<p class="lead">Your shelf is empty. Add a book, or bring a file from another device.</p>}
      >
        <ul class="my-books" aria-label="Books on my shelf">
          <For each={[...props.entries].reverse()}>
            {(entry) => (
              <li>
                <div class="my-book-cover">
                  <Cover title={entry.title} authors={entry.authors} />
                </div>
                <div>
                  <cite>{entry.title}</cite>
                  <p class="authors">{entry.authors.join(", ")}</p>
                  <select
                    aria-label={`${entry.title}: what you say of it`}
                    onChange={(event) =>
                      void props.onPut({ ...entry, reaction: event.currentTarget.value as Reaction })
                    }
                  >
                    <For each={REACTIONS}>
                      {(reaction) => (
                        <option value={reaction.value} selected={reaction.value === entry.reaction}>
                          {reaction.label}
                        </option>
                      )}
                    </For>
                  </select>
                </div>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={`Take ${entry.title} off`}
                  onClick={() => void remove(entry)}
                >
                  <Icon name="close" />
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={app.datasets.current()}>
          <NextBooks entries={props.entries} />
        </Show>
      </Show>
    </>
  );
}

const NEXT = 6;

/** What to read next, from this list and this shop; the list goes to a worker of its own, which ends with the screen. */
function NextBooks(props: { readonly entries: readonly ProfileEntry[] }): JSX.Element {
  const app = useApp();
  const worker = app.services.openAnswer();
  onCleanup(() => worker.end());
  const answer = createLoad(
    () => ({ datasetId: app.datasets.currentId(), entries: props.entries }),
    async ({ datasetId, entries }) => {
      if (datasetId === null) return null;
      return worker.api.recommend({
        datasetId,
        reader: { entries: entries.map(({ itemId, reaction }) => ({ itemId, reaction })) },
        k: NEXT,
        filters: {},
        diversity: 0.1,
        novelty: 0,
      });
    },
  );
  return (
    <section aria-labelledby="next-heading">
      <h2 id="next-heading">What next?</h2>
      <Show when={answer.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void answer.reload()} />}
      </Show>
      <Show when={answer.value()}>
        {(value) => <RecommenderLine provenance={value().provenance} version={value().version} />}
      </Show>
      <ul class="next-books" aria-label="What next" aria-busy={answer.loading()}>
        <For
          each={answer.value()?.items ?? []}
          fallback={
            <For each={Array.from({ length: NEXT })}>{() => <li class="skeleton next-skeleton" />}</For>
          }
        >
          {(item) => (
            <li>
              <Cover title={item.title} authors={item.authors} />
              <h3>
                <A href={titlePath(item.itemId)}>{item.title}</A>
              </h3>
              <p class="authors">{item.authors.join(", ")}</p>
              <WhyLine item={item} because="Because of" />
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
