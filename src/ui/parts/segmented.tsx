import { createUniqueId, For, type JSX } from "solid-js";

/** One of a few: radio buttons drawn as one row. */
export function Segmented<Value extends string | number>(props: {
  readonly legend: string;
  readonly legendHidden?: boolean;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}): JSX.Element {
  const name = createUniqueId();
  return (
    <fieldset class="segmented">
      <legend classList={{ "visually-hidden": props.legendHidden ?? false }}>{props.legend}</legend>
      <div class="segments">
        <For each={props.options}>
          {(option) => (
            <label>
              <input
                type="radio"
                name={name}
                checked={option.value === props.value}
                onChange={() => props.onChange(option.value)}
              />
              <span>{option.label}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
