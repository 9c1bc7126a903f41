import { createSignal, type JSX } from "solid-js";

/** Name and value of a tag to set; emptied once it was. */
export function TagForm(props: {
  readonly action: string;
  readonly primary?: boolean;
  /** @returns whether it was set */
  readonly onTag: (name: string, value: string) => Promise<boolean>;
}): JSX.Element {
  const [name, setName] = createSignal("");
  const [value, setValue] = createSignal("");
  const set = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!(await props.onTag(name().trim(), value().trim()))) return;
    setName("");
    setValue("");
  };
  return (
    <form class="toolbar" onSubmit={(event) => void set(event)}>
      <label class="field">
        Tag
        <input
          required
          maxlength={250}
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        Value
        <input value={value()} onInput={(event) => setValue(event.currentTarget.value)} />
      </label>
      <button type="submit" class={props.primary === true ? "button primary" : "button"}>
        {props.action}
      </button>
    </form>
  );
}
