import { For, Show, type JSX } from "solid-js";
import type { Recommendation } from "../../domain/recommendation.ts";
import { percent } from "../format/numbers.ts";
import { reasonText, whyOf } from "../format/reasons.ts";
import { Traced, type Trace } from "./traced.tsx";
import "./why-line.css";

/** Below this the named titles are only the first of many. */
const MUCH = 0.25;

/** Why a title is in the list: "Because of Emma (62 %) and Persuasion (21 %)", every share to be traced. */
export function WhyLine(props: {
  readonly item: Recommendation;
  /** How the sentence begins: "Because of", "Because you loved". */
  readonly because: string;
}): JSX.Element {
  const why = () => whyOf(props.item.reasons);
  const named = () => why().because.reduce((sum, title) => sum + title.share, 0);
  const trace = (): Trace => ({
    title: `Why ${props.item.title}`,
    rows: props.item.reasons.map((reason) => [reasonText(reason), percent(reason.share)] as const),
    words: "How much each part adds to the score by which this title was chosen. Together they are 100 %.",
  });
  return (
    <p class="why why-line">
      <Show
        when={why().because.length > 0}
        fallback={
          <Show when={why().popular > 0} fallback="Many small likenesses together.">
            Much read in this shop <Share trace={trace()} share={why().popular} />.
          </Show>
        }
      >
        {props.because}
        {/* Where no title says much by itself, two of them would sound like more than they are. */}
        {named() < MUCH ? " many, above all " : " "}
        <For each={why().because}>
          {(title, i) => (
            <>
              {i() > 0 ? " and " : ""}
              <cite>{title.title}</cite> <Share trace={trace()} share={title.share} />
            </>
          )}
        </For>
        <Show when={why().popular >= 0.2} fallback=".">
          {" "}
          and much read here <Share trace={trace()} share={why().popular} />.
        </Show>
        <Show when={why().terms.length > 0}>
          {" "}
          <span class="shared-terms">Shared: {why().terms.join(" · ")}</span>
        </Show>
      </Show>
    </p>
  );
}

function Share(props: { readonly trace: Trace; readonly share: number }): JSX.Element {
  return (
    <span class="why-share">
      (<Traced trace={props.trace}>{percent(props.share)}</Traced>)
    </span>
  );
}
