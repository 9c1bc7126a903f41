import { A } from "@solidjs/router";
import { For, Show, type JSX } from "solid-js";
import type { TitleCard } from "../../domain/recommendation.ts";
import { money } from "../format/money.ts";
import { Cover } from "../parts/cover.tsx";
import { titlePath } from "../shell/paths.ts";
import { shelfText } from "./recommendation-row.tsx";

/** As many as one row holds. */
const MOST = 4;

/** The books an answer speaks of: cover, price, shelf; a tap leads to the title. */
export function AnswerTitles(props: {
  readonly name: string;
  readonly titles: readonly TitleCard[];
  readonly currency: string | null;
}): JSX.Element {
  return (
    <Show when={props.titles.length > 0}>
      <div class="answer-titles" role="group" aria-label={props.name}>
        <h3>{props.name}</h3>
        <ul>
          <For each={props.titles.slice(0, MOST)}>
            {(title) => (
              <li>
                <A href={titlePath(title.itemId)}>
                  <Cover title={title.title} authors={title.authors} />
                  <span class="answer-title">{title.title || title.itemId}</span>
                </A>
                <p class="authors">{title.authors.join(", ")}</p>
                <p class="figures">
                  <strong>{money(title.priceCents, props.currency)}</strong>{" "}
                  <span classList={{ quiet: title.onHand === null, absent: title.onHand === 0 }}>
                    {shelfText(title.onHand)}
                  </span>
                </p>
              </li>
            )}
          </For>
        </ul>
      </div>
    </Show>
  );
}
