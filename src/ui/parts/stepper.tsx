import { createUniqueId, type JSX } from "solid-js";
import { Icon } from "./icon.tsx";

/** A whole number with − and + for fingers and direct input for keyboards. */
export function Stepper(props: {
  readonly label: string;
  readonly value: number;
  readonly step?: number;
  readonly min?: number;
  readonly onChange: (value: number) => void;
  readonly marked?: boolean;
}): JSX.Element {
  const id = createUniqueId();
  const step = () => props.step ?? 1;
  const min = () => props.min ?? 0;
  const change = (by: number): void => props.onChange(Math.max(min(), props.value + by));
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
        onChange={(event) => {
          const entered = Math.round(event.currentTarget.valueAsNumber);
          if (Number.isFinite(entered) && entered >= min()) props.onChange(entered);
          else event.currentTarget.value = String(props.value);
        }}
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
