import { createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import { hasPasskeys, newPasskeySecret } from "../../bridge/passkey.ts";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { ProfileGuard, ProfileSecret } from "../../domain/private-profile.ts";
import { ErrorNote } from "../parts/error-note.tsx";

/** What each guard keeps out, and what it does not: in the words of someone who has to choose. */
export const GUARDS: readonly {
  readonly guard: ProfileGuard;
  readonly name: string;
  readonly keepsOut: string;
  readonly letsIn: string;
}[] = [
  {
    guard: "device",
    name: "This device",
    keepsOut: "Kept out: anyone who copies the files of this device, and every other site.",
    letsIn: "Let in: anyone who can unlock this device and open this app. Nothing to remember.",
  },
  {
    guard: "passphrase",
    name: "A passphrase",
    keepsOut: "Kept out: also anyone who holds this device, as long as the passphrase is hard to guess.",
    letsIn: "If you forget it, the list is lost: nobody can bring it back.",
  },
  {
    guard: "passkey",
    name: "A passkey",
    keepsOut: "Kept out: anyone without your finger, face or security key. Nothing to guess.",
    letsIn: "If the passkey is deleted, the list is lost. Not every device has one.",
  },
];

/** Choose how the shelf is guarded, and give what guards it. */
export function GuardForm(props: {
  readonly action: string;
  /** Resolves when it is kept. */
  readonly onSecret: (secret: ProfileSecret) => Promise<void>;
  readonly onCancel?: () => void;
}): JSX.Element {
  const name = createUniqueId();
  const [guard, setGuard] = createSignal<ProfileGuard>("device");
  const [error, setError] = createSignal<AppError | null>(null);
  const [working, setWorking] = createSignal(false);
  const [phrase, setPhrase] = createSignal("");
  const [again, setAgain] = createSignal("");
  const differs = () => guard() === "passphrase" && again() !== "" && again() !== phrase();
  const ready = () => guard() !== "passphrase" || (phrase() !== "" && again() === phrase());

  const submit = async (): Promise<void> => {
    setWorking(true);
    setError(null);
    try {
      await props.onSecret(await secretOf(guard(), phrase()));
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setWorking(false);
    }
  };
  return (
    <form
      class="guard-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready() && !working()) void submit();
      }}
    >
      <fieldset class="guards">
        <legend>Who may open it?</legend>
        <For each={GUARDS}>
          {(option) => (
            <label class="guard" classList={{ chosen: guard() === option.guard }}>
              <input
                type="radio"
                name={name}
                value={option.guard}
                checked={guard() === option.guard}
                disabled={option.guard === "passkey" && !hasPasskeys()}
                onChange={() => setGuard(option.guard)}
              />
              <span>
                <strong>{option.name}</strong>
                <span>{option.keepsOut}</span>
                <span>
                  {option.guard === "passkey" && !hasPasskeys()
                    ? "This browser has no passkeys."
                    : option.letsIn}
                </span>
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <Show when={guard() === "passphrase"}>
        <div class="passphrase-fields">
          <label class="field">
            <span>Passphrase: four words or more that do not belong together</span>
            <input
              type="password"
              autocomplete="new-password"
              value={phrase()}
              onInput={(event) => setPhrase(event.currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>The same once more</span>
            <input
              type="password"
              autocomplete="new-password"
              value={again()}
              aria-invalid={differs()}
              onInput={(event) => setAgain(event.currentTarget.value)}
            />
          </label>
        </div>
        <p class="form-message" role="status">
          {differs() ? "The two are not the same yet." : ""}
        </p>
      </Show>
      <Show when={error()}>{(shown) => <ErrorNote error={shown()} />}</Show>
      <div class="form-actions">
        <button type="submit" class="button primary" disabled={!ready() || working()}>
          {props.action}
        </button>
        <Show when={props.onCancel}>
          <button type="button" class="button" onClick={() => props.onCancel?.()}>
            Leave it as it is
          </button>
        </Show>
      </div>
    </form>
  );
}

async function secretOf(guard: ProfileGuard, passphrase: string): Promise<ProfileSecret> {
  if (guard === "passphrase") return { guard, passphrase };
  if (guard === "passkey") return newPasskeySecret();
  return { guard };
}
