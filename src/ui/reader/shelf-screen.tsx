import { createSignal, Match, onCleanup, Show, Switch, type JSX } from "solid-js";
import { passkeySecret } from "../../bridge/passkey.ts";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { ProfileEntry, ProfileSecret, ProfileStatus } from "../../domain/private-profile.ts";
import { counted } from "../format/numbers.ts";
import { Confirm } from "../parts/confirm.tsx";
import { ErrorNote } from "../parts/error-note.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import { GuardForm, GUARDS } from "./guard-form.tsx";
import { ShelfFiles } from "./shelf-files.tsx";
import { ShelfList } from "./shelf-list.tsx";
import "./shelf.css";

/**
 * The reader's own list on her own device: made, opened, shown whole, changed, carried along, forgotten. The list is in
 * this screen's memory and nowhere else outside its sealed place.
 */
export function ShelfScreen(): JSX.Element {
  const app = useApp();
  const { profile } = app.services;
  const [entries, setEntries] = createSignal<readonly ProfileEntry[] | null>(null);
  const [changing, setChanging] = createSignal(false);
  const status = createLoad(
    () => true,
    async () => {
      let now = await profile.status();
      // The device's own key needs no asking.
      if (now.state === "locked" && now.guard === "device") {
        setEntries(await profile.open({ guard: "device" }));
        now = { ...now, state: "open" };
      } else setEntries(now.state === "open" ? await profile.entries() : null);
      return now;
    },
  );
  onCleanup(() => setEntries(null));

  /** Do something with the list; when it has locked itself meanwhile, show that it is locked. */
  const change = async (work: () => Promise<readonly ProfileEntry[]>): Promise<boolean> => {
    try {
      setEntries(await work());
      return true;
    } catch (thrown) {
      app.toasts.showError(thrown);
      if (asAppError(thrown).code === "profile.locked") await status.reload();
      return false;
    }
  };
  const begin = async (secret: ProfileSecret): Promise<void> => {
    await profile.create(secret);
    await status.reload();
  };
  const guardAnew = async (secret: ProfileSecret): Promise<void> => {
    await profile.changeGuard(secret);
    setChanging(false);
    await status.reload();
    app.toasts.show(`Your shelf is guarded by ${guardWords(secret.guard)} now.`);
  };
  const lock = async (): Promise<void> => {
    await profile.lock().catch(app.toasts.showError);
    await status.reload();
  };
  const forget = async (): Promise<void> => {
    try {
      await profile.forget();
      app.toasts.show("Your shelf is gone from this device, and so is its key.");
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
    await status.reload();
  };

  return (
    <div class="screen my-shelf">
      <ScreenHead title="My shelf">
        <Show when={entries()}>
          {(list) => (
            <p class="head-aside">
              {counted(list().length, "book", "books")}, guarded by{" "}
              {guardWords(status.value()?.guard ?? "device")}
            </p>
          )}
        </Show>
      </ScreenHead>
      <Switch fallback={<div class="skeleton skeleton-lead" aria-busy="true" />}>
        <Match when={status.error()}>
          {(error) => (
            <>
              <ErrorNote error={error()} onRetry={() => void status.reload()} />
              <ForgetButton onForget={forget} />
            </>
          )}
        </Match>
        <Match when={status.value()?.state === "none"}>
          <p class="lead">
            Keep the books you have read and loved here, and every shop that runs this app can recommend from
            them. The list is sealed on this device; no shop gets it, and neither do we.
          </p>
          <section class="card">
            <h2>Begin a shelf</h2>
            <GuardForm action="Begin my shelf" onSecret={begin} />
          </section>
        </Match>
        <Match when={status.value()?.state === "locked" && status.value()}>
          {(now) => (
            <>
              <Unlock status={now()} onOpened={() => status.reload()} />
              <ForgetButton onForget={forget} />
            </>
          )}
        </Match>
        <Match when={entries()}>
          {(list) => (
            <>
              <ShelfList
                entries={list()}
                onPut={(entry) => change(() => profile.put(entry))}
                onRemove={(itemId) => change(() => profile.remove(itemId))}
              />
              <ShelfFiles
                count={list().length}
                onImport={(file, passphrase, mode) =>
                  change(() => profile.importFile(file, passphrase, mode))
                }
              />
              <section aria-labelledby="guard-heading">
                <h2 id="guard-heading">Who may open it</h2>
                <Show
                  when={changing()}
                  fallback={
                    <>
                      <GuardWords guard={status.value()?.guard ?? "device"} />
                      <div class="form-actions">
                        <button type="button" class="button" onClick={() => setChanging(true)}>
                          Guard it in another way
                        </button>
                        <Show when={status.value()?.guard !== "device"}>
                          <button type="button" class="button" onClick={() => void lock()}>
                            Lock it now
                          </button>
                        </Show>
                      </div>
                    </>
                  }
                >
                  <GuardForm action="Guard it so" onSecret={guardAnew} onCancel={() => setChanging(false)} />
                </Show>
              </section>
              <ForgetButton onForget={forget} />
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}

function guardWords(guard: ProfileSecret["guard"]): string {
  return GUARDS.find((known) => known.guard === guard)!.name.toLowerCase();
}

function GuardWords(props: { readonly guard: ProfileSecret["guard"] }): JSX.Element {
  const words = () => GUARDS.find((known) => known.guard === props.guard)!;
  return (
    <div class="guard-words">
      <p>
        <strong>{words().name}.</strong> {words().keepsOut} {words().letsIn}
      </p>
      <p class="quiet">
        No guard protects against a program that watches this device while the shelf is open, or against
        someone who looks over your shoulder.
      </p>
    </div>
  );
}

/** Ask for what opens the shelf. */
function Unlock(props: {
  readonly status: ProfileStatus;
  readonly onOpened: () => Promise<void>;
}): JSX.Element {
  const app = useApp();
  const [phrase, setPhrase] = createSignal("");
  const [error, setError] = createSignal<AppError | null>(null);
  const [working, setWorking] = createSignal(false);
  const open = async (): Promise<void> => {
    setWorking(true);
    setError(null);
    try {
      await app.services.profile.open(await secret());
      await props.onOpened();
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setPhrase("");
      setWorking(false);
    }
  };
  const secret = async (): Promise<ProfileSecret> => {
    const { guard, passkey } = props.status;
    if (guard === "passkey" && passkey !== null) return passkeySecret(passkey);
    return guard === "passphrase" ? { guard, passphrase: phrase() } : { guard: "device" };
  };
  return (
    <form
      class="card unlock"
      onSubmit={(event) => {
        event.preventDefault();
        if (!working()) void open();
      }}
    >
      <p class="lead">Your shelf is locked.</p>
      <Show when={props.status.guard === "passphrase"}>
        <label class="field">
          <span>Passphrase</span>
          <input
            type="password"
            autocomplete="current-password"
            value={phrase()}
            onInput={(event) => setPhrase(event.currentTarget.value)}
          />
        </label>
      </Show>
      <Show when={error()}>{(shown) => <ErrorNote error={shown()} />}</Show>
      <div class="form-actions">
        <button
          type="submit"
          class="button primary"
          disabled={working() || (props.status.guard === "passphrase" && phrase() === "")}
        >
          {props.status.guard === "passkey" ? "Open it with my passkey" : "Open it"}
        </button>
      </div>
    </form>
  );
}

/** One tap and a question: key and list are destroyed. */
function ForgetButton(props: { readonly onForget: () => Promise<void> }): JSX.Element {
  const [asking, setAsking] = createSignal(false);
  return (
    <section class="shelf-forget">
      <button type="button" class="button danger" onClick={() => setAsking(true)}>
        Forget my shelf
      </button>
      <p class="quiet">The list and its key are destroyed on this device. Files you saved elsewhere stay.</p>
      <Show when={asking()}>
        <Confirm
          title="Forget your shelf?"
          action="Forget it"
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void props.onForget();
          }}
        >
          <p>Every book of the list goes, and the key that opens it. Nothing brings it back.</p>
        </Confirm>
      </Show>
    </section>
  );
}
