import { createMemo, createSignal, For, Match, Switch, type JSX } from "solid-js";
import type { TitleCard } from "../../domain/recommendation.ts";
import { counted } from "../format/numbers.ts";
import { Cover } from "../parts/cover.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { TitlePicker } from "../parts/title-picker.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import type { Recommendations } from "../state/recommend.ts";
import { KioskFoot } from "./kiosk-foot.tsx";

const COVERS = 12;
const PAGES = 6;

/** A wall of covers to tap: the best known and most different ones first, any other by its title. */
export function KioskChoose(props: {
  readonly list: Recommendations;
  readonly onShelf: () => void;
}): JSX.Element {
  const app = useApp();
  const [page, setPage] = createSignal(0);
  const wall = createLoad(app.datasets.currentId, (datasetId: string) =>
    app.services.answer.recommend({
      datasetId,
      reader: { entries: [] },
      k: COVERS * PAGES,
      filters: {},
      diversity: 0.5,
      novelty: 0,
    }),
  );
  const titles = () => wall.value()?.items ?? [];
  const pages = () => Math.max(1, Math.ceil(titles().length / COVERS));
  const shown = createMemo(() => titles().slice(page() * COVERS, (page() + 1) * COVERS));
  const loved = createMemo(() => new Set(props.list.spoken().map((title) => title.itemId)));
  const toggle = (title: TitleCard): void => {
    if (loved().has(title.itemId)) props.list.unsay(title.itemId);
    else props.list.say(title, "loved");
  };
  return (
    <div class="kiosk-stage">
      <ScreenHead title="Which of these have you loved?" class="kiosk-head">
        <div class="kiosk-find">
          <TitlePicker
            label="Find a book you loved"
            placeholder="Another title or author"
            onPick={(title) => props.list.say(title, "loved")}
          />
        </div>
      </ScreenHead>
      <div class="kiosk-scroll">
        <Switch fallback={<WallSkeleton />}>
          <Match when={app.datasets.load.value() !== undefined && app.datasets.current() === undefined}>
            <p class="lead">There is no shop on this device yet.</p>
          </Match>
          <Match when={wall.error()}>
            {(error) => <ErrorNote error={error()} onRetry={() => void wall.reload()} />}
          </Match>
          <Match when={wall.value()}>
            <ul class="cover-wall" aria-label="Books">
              <For each={shown()}>
                {(title) => (
                  <li>
                    <button
                      type="button"
                      class="wall-cover"
                      aria-pressed={loved().has(title.itemId)}
                      onClick={() => toggle(title)}
                    >
                      <Cover title={title.title} authors={title.authors} />
                      <span class="visually-hidden">{`${title.title}, ${title.authors.join(", ")}`}</span>
                      <span class="loved-mark" aria-hidden="true">
                        <svg viewBox="0 0 24 24">
                          <path d="M12 20.3C5.5 15.2 3 12.2 3 8.8 3 6.1 5.1 4 7.7 4c1.7 0 3.3.9 4.3 2.4C13 4.9 14.6 4 16.3 4 18.9 4 21 6.1 21 8.8c0 3.4-2.5 6.4-9 11.5Z" />
                        </svg>
                      </span>
                    </button>
                  </li>
                )}
              </For>
            </ul>
          </Match>
        </Switch>
      </div>
      <KioskFoot answer={wall.value()}>
        <ul class="tray" aria-label="Books you loved">
          <For each={props.list.spoken()} fallback={<li class="quiet">Tap one or more.</li>}>
            {(title) => (
              <li>
                <button type="button" onClick={() => props.list.unsay(title.itemId)}>
                  <Cover title={title.title} authors={title.authors} />
                  <span class="visually-hidden">{`Take ${title.title} back`}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
        <button
          type="button"
          class="button"
          disabled={pages() < 2}
          onClick={() => setPage((old) => (old + 1) % pages())}
        >
          Other books
        </button>
        <button type="button" class="button primary kiosk-next" onClick={() => props.onShelf()}>
          {props.list.spoken().length === 0
            ? "Surprise me"
            : `My shelf, from ${counted(props.list.spoken().length, "book", "books")}`}
        </button>
      </KioskFoot>
    </div>
  );
}

function WallSkeleton(): JSX.Element {
  return (
    <ul class="cover-wall" aria-busy="true" aria-label="Books">
      <For each={Array.from({ length: COVERS })}>{() => <li class="skeleton skeleton-cover" />}</For>
    </ul>
  );
}
