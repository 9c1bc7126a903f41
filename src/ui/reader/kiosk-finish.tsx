import { createSignal, Show, type JSX } from "solid-js";
import { asAppError, type AppError } from "../../core/errors.ts";
import { counted } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import type { Recommendations } from "../state/recommend.ts";
import { carryFile, SEALED_FILE } from "./carry-file.ts";
import { KioskFoot } from "./kiosk-foot.tsx";

/** The end of a visit: everything is forgotten, or goes with her, sealed, and is forgotten then. */
export function KioskFinish(props: {
  readonly list: Recommendations;
  readonly onBack: () => void;
  readonly onForget: () => void;
}): JSX.Element {
  const [taking, setTaking] = createSignal(false);
  const said = () => props.list.spoken().length + props.list.takenOff().length;
  return (
    <div class="kiosk-stage">
      <ScreenHead title="Before you go" class="kiosk-head" />
      <div class="kiosk-scroll kiosk-end">
        <Show when={!taking()} fallback={<TakeAlong list={props.list} onForget={() => props.onForget()} />}>
          <div class="choices">
            <button type="button" class="choice primary" onClick={() => props.onForget()}>
              <strong>Forget me</strong>
              <span>What you tapped and your shelf are gone from this tablet at once.</span>
            </button>
            <button type="button" class="choice" disabled={said() === 0} onClick={() => setTaking(true)}>
              <strong>Take my shelf with me</strong>
              <span>
                {said() === 0
                  ? "There is nothing to take: you have not tapped a book."
                  : `A sealed file of ${counted(said(), "book", "books")} for your own device.`}
              </span>
            </button>
          </div>
        </Show>
      </div>
      <KioskFoot answer={props.list.answer.value()}>
        <button type="button" class="button" onClick={() => (taking() ? setTaking(false) : props.onBack())}>
          {taking() ? "Back" : "Back to my shelf"}
        </button>
      </KioskFoot>
    </div>
  );
}

/** Seal what she said with a passphrase of hers, and hand it over. The tablet keeps nothing it can read. */
function TakeAlong(props: { readonly list: Recommendations; readonly onForget: () => void }): JSX.Element {
  const app = useApp();
  const [phrase, setPhrase] = createSignal("");
  const [error, setError] = createSignal<AppError | null>(null);
  const [taken, setTaken] = createSignal(false);
  const take = async (): Promise<void> => {
    setError(null);
    try {
      const entries = [...props.list.spoken(), ...props.list.takenOff()];
      await carryFile(await app.services.profile.fileOf(entries, phrase()), SEALED_FILE);
      setTaken(true);
      setPhrase("");
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  };
  return (
    <div class="take-along">
      <Show
        when={!taken()}
        fallback={
          <>
            <p class="lead">It is yours.</p>
            <p>
              On your own device, open this app, go to My shelf and take the file in with your passphrase. If
              the file stayed on this tablet, nobody can read it without the passphrase.
            </p>
            <button type="button" class="button primary" onClick={() => props.onForget()}>
              Forget me here
            </button>
          </>
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void take();
          }}
        >
          <p>
            Your books go into one small file, sealed with a passphrase that only you know. Share it to your
            phone, or let it be saved.
          </p>
          <label class="field">
            <span>A passphrase: four words or more that do not belong together</span>
            <input
              type="text"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={phrase()}
              onInput={(event) => setPhrase(event.currentTarget.value)}
            />
          </label>
          <Show when={error()}>{(shown) => <ErrorNote error={shown()} />}</Show>
          <button type="submit" class="button primary" disabled={phrase() === ""}>
            Seal it and take it
          </button>
        </form>
      </Show>
    </div>
  );
}
