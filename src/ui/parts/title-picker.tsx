import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import { useApp } from "../state/app.tsx";
import { createTitleSearch } from "../state/title-search.ts";
import { pickedTitle, type PickedTitle } from "../state/titles.ts";
import { ErrorNote } from "./error-note.tsx";
import { Icon } from "./icon.tsx";
import "./title-picker.css";

/** Matches shown at once: as many as a thumb can tell apart. */
const MATCHES = 7;

/** Type a few letters, pick a title from those that match; by finger, by arrow keys, or the first with Enter. */
export function TitlePicker(props: {
  readonly label: string;
  readonly placeholder: string;
  readonly onPick: (title: PickedTitle) => void;
  readonly inputRef?: (input: HTMLInputElement) => void;
}): JSX.Element {
  const app = useApp();
  app.wantTitles();
  const search = createTitleSearch(app.services, app.datasets.currentId);
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  const [active, setActive] = createSignal(0);
  const matches = createMemo((): readonly PickedTitle[] => {
    const table = app.titles.table.value();
    const rows = search.found();
    if (table === undefined || rows === null) return [];
    const titles: PickedTitle[] = [];
    for (const row of rows) {
      if (row < table.count && table.service[row] === 0) titles.push(pickedTitle(table, row));
      if (titles.length === MATCHES) break;
    }
    return titles;
  });
  const nothing = () =>
    search.found() !== null && app.titles.table.value() !== undefined && matches().length === 0;
  const shown = () => open() && search.query().trim() !== "" && (matches().length > 0 || nothing());

  const pick = (title: PickedTitle | undefined): void => {
    if (title === undefined) return;
    search.search("");
    setActive(0);
    props.onPick(title);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by !== 0) setActive((index) => Math.max(0, Math.min(matches().length - 1, index + by)));
    else if (event.key === "Enter") pick(matches()[active()]);
    else if (event.key === "Escape" && shown()) setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="title-picker"
      onFocusOut={(event) =>
        !event.currentTarget.contains(event.relatedTarget as Node | null) && setOpen(false)
      }
    >
      <label class="search-field">
        <Icon name="search" />
        <span class="visually-hidden">{props.label}</span>
        <input
          ref={(input) => props.inputRef?.(input)}
          type="search"
          role="combobox"
          aria-expanded={shown()}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={shown() && matches().length > 0 ? `${id}-${active()}` : undefined}
          placeholder={props.placeholder}
          autocomplete="off"
          spellcheck={false}
          value={search.query()}
          onInput={(event) => {
            setOpen(true);
            setActive(0);
            search.search(event.currentTarget.value);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
      </label>
      <Show when={search.error()}>{(error) => <ErrorNote error={error()} />}</Show>
      <div class="picker-panel" hidden={!shown()}>
        <ul id={id} role="listbox" aria-label={props.label} hidden={matches().length === 0}>
          <For each={matches()}>
            {(title, index) => (
              <li
                id={`${id}-${index()}`}
                role="option"
                aria-selected={index() === active()}
                // The field keeps the focus, so that the next title can be typed at once.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => pick(title)}
              >
                <cite>{title.title || title.itemId}</cite>
                <span class="authors">{title.authors.join(", ")}</span>
              </li>
            )}
          </For>
        </ul>
        <p class="picker-nothing" hidden={!nothing()}>
          Nothing is called “{search.query()}”. Try fewer letters, or the author.
        </p>
      </div>
      <p class="visually-hidden" role="status">
        <Show when={shown()}>{nothing() ? "No title matches" : `${matches().length} titles match`}</Show>
      </p>
    </div>
  );
}
