import { Show, type JSX } from "solid-js";
import type { ListQuality, RecommendAnswer } from "../../domain/recommendation.ts";
import { count, percent } from "../format/numbers.ts";
import { Traced } from "../parts/traced.tsx";
import type { Recommendations } from "../state/recommend.ts";

/** The two sliders, and what they have done to the list in figures: shown against plain. */
export function ListQualityLine(props: {
  readonly list: Recommendations;
  readonly answer: RecommendAnswer;
}): JSX.Element {
  const wishes = () => props.list.wishes();
  const shown = () => props.answer.quality.shown;
  const plain = () => props.answer.quality.plain;
  const moved = () => wishes().diversity > 0 || wishes().novelty > 0;
  return (
    <div class="list-quality">
      <div class="sliders">
        <Slider
          label="Variety"
          low="alike"
          high="varied"
          value={wishes().diversity}
          onChange={(diversity) => props.list.wish({ diversity })}
        />
        <Slider
          label="Little known"
          low="as they come"
          high="rarities first"
          value={wishes().novelty}
          onChange={(novelty) => props.list.wish({ novelty })}
        />
      </div>
      <p class="quality-words">
        Titles of this list differ by{" "}
        <Figure
          name="Variety"
          of="diversity"
          shown={shown()}
          plain={plain()}
          words="How unlike two titles of the list are by author, genre, series and words, on average: 0 % would be the same book over and over."
        />
        ;{" "}
        <Figure
          name="Little known"
          of="novelty"
          shown={shown()}
          plain={plain()}
          words="The share of the shop's known readers who do not have a title of the list, on average."
        />{" "}
        of readers do not have them yet; they fit{" "}
        <Figure
          name="Fit"
          of="relevance"
          shown={shown()}
          plain={plain()}
          words="The scores of the list, added up, as a share of the best list there could be."
        />{" "}
        as well as the best list would.
        <Show when={moved()}>
          {" "}
          <button
            type="button"
            class="link-button"
            onClick={() => props.list.wish({ diversity: 0, novelty: 0 })}
          >
            Back to plain
          </button>
        </Show>
      </p>
    </div>
  );
}

function Figure(props: {
  readonly name: string;
  readonly of: "diversity" | "novelty" | "relevance";
  readonly shown: ListQuality;
  readonly plain: ListQuality;
  readonly words: string;
}): JSX.Element {
  const now = () => percent(props.shown[props.of]);
  const before = () => percent(props.plain[props.of]);
  return (
    <>
      <Traced
        trace={{
          title: props.name,
          rows: [
            ["This list", now()],
            ["Plain list, without the sliders", before()],
          ],
          words: props.words,
        }}
      >
        <strong>{now()}</strong>
      </Traced>
      <Show when={now() !== before()}>
        {" "}
        <span class="quiet">(plain {before()})</span>
      </Show>
    </>
  );
}

const STEPS = 10;

function Slider(props: {
  readonly label: string;
  readonly low: string;
  readonly high: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  return (
    <label class="list-slider">
      <span class="slider-name">
        {props.label} <output class="figures">{count(props.value * 100)}</output>
      </span>
      <input
        type="range"
        min="0"
        max={STEPS}
        step="1"
        value={Math.round(props.value * STEPS)}
        aria-label={`${props.label}, 0 to 100`}
        onInput={(event) => props.onChange(event.currentTarget.valueAsNumber / STEPS)}
      />
      <span class="slider-ends" aria-hidden="true">
        <span>{props.low}</span>
        <span>{props.high}</span>
      </span>
    </label>
  );
}
