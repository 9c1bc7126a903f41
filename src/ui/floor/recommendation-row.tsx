import { A } from "@solidjs/router";
import { Show, type JSX } from "solid-js";
import type { Recommendation } from "../../domain/recommendation.ts";
import { money } from "../format/money.ts";
import { count, counted, score } from "../format/numbers.ts";
import { reasonText } from "../format/reasons.ts";
import { yearText } from "../format/years.ts";
import { Cover } from "../parts/cover.tsx";
import { Traced } from "../parts/traced.tsx";
import { WhyLine } from "../parts/why-line.tsx";
import { titlePath } from "../shell/paths.ts";

/** One recommended title: what it is, why it is here, whether it is on the shelf, and the ways to take it off. */
export function RecommendationRow(props: {
  readonly item: Recommendation;
  /** Place in the list as it is shown, from 1. */
  readonly place: number;
  readonly currency: string | null;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
  readonly onTakeOff: (reaction: "not-for-me" | "read") => void;
  readonly onNothingBy: (author: string) => void;
}): JSX.Element {
  const author = () => props.item.authors[0];
  return (
    <li class="rec" tabindex={-1} onFocusIn={() => props.onFocus()}>
      <div class="rec-cover">
        <Cover title={props.item.title} authors={props.item.authors} />
      </div>
      <div class="rec-what">
        <h2>
          <Traced
            class="rec-place"
            label={`Place ${props.place}`}
            trace={{
              title: `Place ${count(props.place)}`,
              rows: [
                ["Score", score(props.item.score)],
                ...props.item.reasons.map(
                  (reason) => [reasonText(reason), score(reason.share * props.item.score)] as const,
                ),
              ],
              words:
                "Titles are ordered by their scores, then variety and little-known move some of them. The parts add up to the score.",
            }}
          >
            {count(props.place)}
          </Traced>{" "}
          <A href={titlePath(props.item.itemId)} onClick={() => props.onOpen()}>
            {props.item.title || props.item.itemId}
          </A>
        </h2>
        <p class="authors">{factsOf(props.item)}</p>
        <WhyLine item={props.item} because="Because of" />
        <Show when={props.item.note}>
          <p class="rec-note">{props.item.note}</p>
        </Show>
      </div>
      <div class="rec-shop figures">
        <strong>{money(props.item.priceCents, props.currency)}</strong>
        <span classList={{ quiet: props.item.onHand === null, absent: props.item.onHand === 0 }}>
          {shelfText(props.item.onHand)}
        </span>
      </div>
      <div class="rec-actions">
        <button
          type="button"
          class="link-button"
          aria-label={`Not for this reader: ${props.item.title}`}
          onClick={() => props.onTakeOff("not-for-me")}
        >
          Not for this reader
        </button>
        <button
          type="button"
          class="link-button"
          aria-label={`Read already: ${props.item.title}`}
          onClick={() => props.onTakeOff("read")}
        >
          Read already
        </button>
        <Show when={author()}>
          {(name) => (
            <button
              type="button"
              class="link-button"
              onClick={() => props.onNothingBy(name())}
            >{`Nothing by ${name()}`}</button>
          )}
        </Show>
      </div>
    </li>
  );
}

/** "3 on the shelf", "not on the shelf", "stock unknown". */
export function shelfText(onHand: number | null): string {
  if (onHand === null) return "stock unknown";
  return onHand <= 0 ? "not on the shelf" : `${count(onHand)} on the shelf`;
}

function factsOf(item: Recommendation): string {
  return [
    item.authors.join(", "),
    item.series === null
      ? null
      : `${item.series.name}${item.series.number === null ? "" : `, book ${item.series.number}`}`,
    item.genre,
    item.year === null ? null : yearText(item.year),
    item.pages === null ? null : counted(item.pages, "page", "pages"),
  ]
    .filter((fact) => fact !== null && fact !== "")
    .join(" · ");
}
