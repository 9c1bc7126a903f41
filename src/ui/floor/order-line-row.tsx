import { A } from "@solidjs/router";
import { For, Show, type JSX } from "solid-js";
import type { DayNumber } from "../../domain/dataset.ts";
import type { OrderLine, TodayPage } from "../../domain/order.ts";
import { weekdayDay } from "../format/days.ts";
import { roughMoney } from "../format/money.ts";
import { count } from "../format/numbers.ts";
import { askPath, titlePath } from "../shell/paths.ts";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { Traced } from "../parts/traced.tsx";
import { useApp } from "../state/app.tsx";
import { ordered } from "../state/today.ts";
import { adviceTrace, riskTrace, stockOutTrace } from "./order-traces.ts";

/** One title of the order: what, why, by when, how many. */
export function OrderLineRow(props: {
  readonly line: OrderLine;
  readonly page: TodayPage;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
  readonly onSnooze: (untilDay: DayNumber) => void;
}): JSX.Element {
  const app = useApp();
  const currency = () => props.page.provenance.dataset.currency;
  const edited = () => props.line.edited !== null && props.line.edited !== props.line.advised;
  return (
    <li class="order-line" tabindex={-1} onFocusIn={() => props.onFocus()}>
      <div class="order-what">
        <h2>
          <A href={titlePath(props.line.itemId)} onClick={() => props.onOpen()}>
            {props.line.title}
          </A>
        </h2>
        <p class="authors">
          {props.line.authors.join(", ") || props.line.itemId}
          <Show when={props.line.lowConfidence}>
            <span class="badge">low confidence</span>
          </Show>
          <Show when={props.line.onHand === null}>
            <span class="badge">stock unknown</span>
          </Show>
        </p>
        <p class="why">
          {props.line.why}{" "}
          <A
            class="ask-why"
            href={askPath(`Why is “${props.line.title}” on today's list?`)}
            aria-label={`Why? Ask about ${props.line.title}`}
          >
            Why?
          </A>
        </p>
      </div>
      <div class="order-facts">
        <p>
          <span class="fact-label">runs out</span>
          <Traced trace={stockOutTrace(props.line)}>
            {runsOut(props.line, props.page.provenance.asOfDay)}
          </Traced>
        </p>
        <p>
          <span class="fact-label">at risk</span>
          <Traced trace={riskTrace(props.line, currency())} class="figures">
            {props.line.atRiskCents === null ? "no price" : roughMoney(props.line.atRiskCents, currency())}
          </Traced>
        </p>
      </div>
      <div class="order-amount">
        <Stepper
          label={`copies of ${props.line.title}`}
          value={ordered(props.line)}
          marked={edited()}
          onChange={(copies) => void app.today.edit(props.line, copies)}
        />
        <Traced trace={adviceTrace(props.line, props.page.settings)} class="advice">
          {edited() ? `we advise ${count(props.line.advised)}` : "as advised"}
        </Traced>
      </div>
      <Snooze line={props.line} asOfDay={props.page.provenance.asOfDay} onSnooze={props.onSnooze} />
    </li>
  );
}

function runsOut(line: OrderLine, asOfDay: DayNumber | null): string {
  if (line.stockOutDay === null) return line.onHand === null ? "not known" : "later";
  return asOfDay !== null && line.stockOutDay <= asOfDay ? "now" : weekdayDay(line.stockOutDay);
}

const WEEKS = [1, 2, 4];

function Snooze(props: {
  readonly line: OrderLine;
  readonly asOfDay: DayNumber | null;
  readonly onSnooze: (untilDay: DayNumber) => void;
}): JSX.Element {
  const until = (weeks: number): DayNumber => (props.asOfDay ?? 0) + 7 * weeks;
  return (
    <Popover
      class="icon-button snooze"
      label={`Put off ${props.line.title}`}
      name={`Put off ${props.line.title}`}
      button={<Icon name="clock" />}
      buttonRef={(button) => (button.dataset["snooze"] = "")}
    >
      {(close) => (
        <div class="menu">
          <p class="menu-head">Put off until</p>
          <For each={WEEKS}>
            {(weeks) => (
              <button
                type="button"
                onClick={() => {
                  close();
                  props.onSnooze(until(weeks));
                }}
              >
                {weeks === 1 ? "next week" : `in ${weeks} weeks`} <span>{weekdayDay(until(weeks))}</span>
              </button>
            )}
          </For>
        </div>
      )}
    </Popover>
  );
}
