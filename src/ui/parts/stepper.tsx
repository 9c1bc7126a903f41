import { createUniqueId, type JSX } from "solid-js";
import { Icon } from "./icon.tsx";

/** A whole number with − and + for fingers and direct input for keyboards. */
export function Stepper(props: {
  readonly label: string;
  readonly value: number;
  readonly step?: number;
  readonly min?: number;
  /** A promise settles when the value is kept or refused. */
  readonly onChange: (value: number) => void | Promise<void>;
  readonly marked?: boolean;
}): JSX.Element {
  const id = createUniqueId();
  const step = () => props.step ?? 1;
  const min = () => props.min ?? 0;
  const change = (by: number): void => void props.onChange(Math.max(min(), props.value + by));
  const enter = async (input: HTMLInputElement): Promise<void> => {
    const text = input.value;
    const entered = Math.round(input.valueAsNumber);
    if (Number.isFinite(entered) && entered >= min()) await props.onChange(entered);
    // What was refused must not go on standing there; what was typed meanwhile may.
    if (input.value === text) input.value = String(props.value);
  };
  return (
    <div class="stepper" classList={{ marked: props.marked ?? false }}>
      <button
        type="button"
        class="icon-button"
        aria-label={`Fewer: ${props.label}`}
        disabled={props.value <= min()}
        onClick={() => change(-step())}
      >
        <Icon name="minus" />
      </button>
      <label class="visually-hidden" for={id}>
        {props.label}
      </label>
      <input
        id={id}
        type="number"
        inputmode="numeric"
        min={min()}
        step="1"
        value={props.value}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => void enter(event.currentTarget)}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={`More: ${props.label}`}
        onClick={() => change(step())}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
