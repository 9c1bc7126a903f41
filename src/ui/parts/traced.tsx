import { For, type JSX } from "solid-js";
import { Popover } from "./popover.tsx";

/** From what a number was computed: the figures and, in words, the formula. */
export interface Trace {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, figure: string])[];
  readonly words: string;
}

/** A number that says, when tapped, where it comes from. */
export function Traced(props: {
  readonly children: JSX.Element;
  readonly trace: Trace;
  /** Name for screen readers where the text alone is too bare: "7 copies". */
  readonly label?: string;
  readonly class?: string;
}): JSX.Element {
  return (
    <Popover
      class={`traced ${props.class ?? ""}`}
      name={props.trace.title}
      button={props.children}
      {...(props.label === undefined ? {} : { label: `${props.label}, how this was computed` })}
    >
      {() => (
        <div class="trace">
          <h3>{props.trace.title}</h3>
          <dl>
            <For each={props.trace.rows}>
              {([label, figure]) => (
                <div>
                  <dt>{label}</dt>
                  <dd>{figure}</dd>
                </div>
              )}
            </For>
          </dl>
          <p>{props.trace.words}</p>
        </div>
      )}
    </Popover>
  );
}
