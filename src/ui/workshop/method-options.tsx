import { For, Match, Switch, type JSX } from "solid-js";
import type { TableMethodInfo } from "../../bridge/table-api.ts";
import { NumberField, SelectField } from "../parts/fields.tsx";
import { useApp } from "../state/app.tsx";
import { tableDraft } from "../state/table-draft.ts";

type Spec = TableMethodInfo["options"][string];

/** The options that a method declares. One that is set is taken as it is, and nothing is searched. */
export function MethodOptions(props: { readonly method: TableMethodInfo }): JSX.Element {
  const draft = useApp().keep(tableDraft);
  const set = (name: string, value: number | string | boolean): void => {
    const { [name]: _before, ...others } = draft.given().model_options ?? {};
    const options = value === props.method.options[name]?.default ? others : { ...others, [name]: value };
    draft.set({ model_options: Object.keys(options).length === 0 ? undefined : options });
  };
  const valueOf = (name: string, spec: Spec): number | string | boolean =>
    draft.given().model_options?.[name] ?? spec.default;
  return (
    <fieldset class="reading method-options">
      <legend>Options of {props.method.label}: once one is set, none is searched</legend>
      <For each={Object.entries(props.method.options)}>
        {([name, spec]) => (
          <div title={spec.help}>
            <Option
              name={name}
              spec={spec}
              value={valueOf(name, spec)}
              onChange={(value) => set(name, value)}
            />
          </div>
        )}
      </For>
    </fieldset>
  );
}

function Option(props: {
  readonly name: string;
  readonly spec: Spec;
  readonly value: number | string | boolean;
  readonly onChange: (value: number | string | boolean) => void;
}): JSX.Element {
  const numeric = () =>
    props.spec.type === "number" || props.spec.type === "integer" ? props.spec : undefined;
  const choice = () => (props.spec.type === "choice" ? props.spec : undefined);
  return (
    <Switch
      fallback={
        <label class="check-field">
          <input
            type="checkbox"
            checked={props.value === true}
            onChange={(event) => props.onChange(event.currentTarget.checked)}
          />
          {props.name}
        </label>
      }
    >
      <Match when={numeric()}>
        {(spec) => (
          <NumberField
            label={props.name}
            value={Number(props.value)}
            min={spec().min}
            max={spec().max}
            step={spec().type === "integer" ? 1 : "any"}
            onChange={props.onChange}
          />
        )}
      </Match>
      <Match when={choice()}>
        {(spec) => (
          <SelectField
            label={props.name}
            value={String(props.value)}
            options={spec().choices.map((value) => ({ value, label: value }))}
            onChange={props.onChange}
          />
        )}
      </Match>
    </Switch>
  );
}
