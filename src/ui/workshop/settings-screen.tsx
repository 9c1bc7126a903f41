import { A } from "@solidjs/router";
import { createSignal, For, Show, type JSX } from "solid-js";
import type { DatasetRecord } from "../../domain/dataset.ts";
import type { ShopSettings } from "../../domain/order.ts";
import { bytes, percent } from "../format/numbers.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { ScreenHead } from "../parts/screen-head.tsx";
import { Segmented } from "../parts/segmented.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { useApp } from "../state/app.tsx";
import { createLoad } from "../state/load.ts";
import { THEMES } from "../state/theme.ts";
import "./workshop.css";

const THEME_LABELS = { auto: "As the device", light: "Light", dark: "Dark" } as const;

/** The shop's ordering habits, the look of the app, and the room it takes on the device. */
export function SettingsScreen(): JSX.Element {
  const app = useApp();
  return (
    <div class="screen workshop settings">
      <ScreenHead title="Settings" />
      <Show when={app.today.page.value()}>
        {(page) => <Ordering settings={page().settings} shop={page().provenance.dataset} />}
      </Show>
      <section aria-labelledby="look-heading">
        <h2 id="look-heading">Look</h2>
        <Segmented
          legend="Light or dark"
          options={THEMES.map((theme) => ({ value: theme, label: THEME_LABELS[theme] }))}
          value={app.theme.theme()}
          onChange={app.theme.choose}
        />
      </section>
      <Wakefulness />
      <section aria-labelledby="readers-heading">
        <h2 id="readers-heading">For readers</h2>
        <p>
          <A href="/kiosk">Open the kiosk</A>: covers to tap, full screen, without the shop’s navigation.
        </p>
        <p>
          <A href="/shelf">My shelf</A>: a reader’s own list, sealed on this device.
        </p>
      </section>
      <Storage />
    </div>
  );
}

const AWAKE = {
  held: "It is kept on now.",
  hidden: "A job runs; the screen is kept on when this page is seen again.",
  refused: "The browser has refused it for now, perhaps because the battery is low.",
  unsupported: "This browser cannot do it.",
} as const;

/** Whether a long job keeps the device from sleeping. */
function Wakefulness(): JSX.Element {
  const { wakefulness } = useApp();
  return (
    <section aria-labelledby="jobs-heading">
      <h2 id="jobs-heading">Long jobs</h2>
      <div class="settings-field">
        <div>
          <strong id="awake-label">Keep the screen on while a job runs</strong>
          <p class="quiet">
            A device that sleeps stops computing; the job goes on when it wakes.{" "}
            <Show when={wakefulness.state()}>{(state) => AWAKE[state()]}</Show>
          </p>
        </div>
        <label class="check-field">
          <input
            type="checkbox"
            aria-labelledby="awake-label"
            checked={wakefulness.wanted()}
            onChange={(event) => wakefulness.want(event.currentTarget.checked)}
          />
        </label>
      </div>
    </section>
  );
}

function Ordering(props: { readonly settings: ShopSettings; readonly shop: DatasetRecord }): JSX.Element {
  const app = useApp();
  const save = (part: Partial<ShopSettings>): Promise<void> =>
    app.today.saveSettings({ ...props.settings, ...part });
  return (
    <section aria-labelledby="ordering-heading">
      <h2 id="ordering-heading">
        Ordering for {props.shop.name}
        <Show when={props.shop.simulated}>
          <span class="badge">simulated</span>
        </Show>
      </h2>
      <div class="settings-fields">
        <div class="settings-field">
          <div>
            <strong>Chance of not running out</strong>
            <p class="quiet">Higher means more copies on the shelf. The field calls it the service level.</p>
          </div>
          <label class="range-field">
            <span class="visually-hidden">Chance of not running out, percent</span>
            <input
              type="range"
              min="50"
              max="99"
              step="1"
              value={Math.round(props.settings.serviceLevel * 100)}
              onChange={(event) => void save({ serviceLevel: event.currentTarget.valueAsNumber / 100 })}
            />
            <output class="figures">{percent(props.settings.serviceLevel)}</output>
          </label>
        </div>
        <div class="settings-field">
          <div>
            <strong>Days to deliver</strong>
            <p class="quiet">From order to shelf, where a title says nothing else. The lead time.</p>
          </div>
          <Stepper
            label="Days to deliver"
            value={props.settings.leadTimeDays}
            onChange={(leadTimeDays) => save({ leadTimeDays })}
          />
        </div>
        <div class="settings-field">
          <div>
            <strong>Days between orders</strong>
            <p class="quiet">How long an order has to last. The review period.</p>
          </div>
          <Stepper
            label="Days between orders"
            value={props.settings.reviewDays}
            min={1}
            onChange={(reviewDays) => save({ reviewDays })}
          />
        </div>
        <Currency shop={props.shop} />
      </div>
    </section>
  );
}

const CURRENCIES = [
  "GBP",
  "EUR",
  "USD",
  "CHF",
  "AUD",
  "CAD",
  "NZD",
  "SEK",
  "DKK",
  "NOK",
  "PLN",
  "CZK",
  "JPY",
  "INR",
];

/** In which money the shop's prices are; a till file seldom says. */
function Currency(props: { readonly shop: DatasetRecord }): JSX.Element {
  const app = useApp();
  const choices = () =>
    [...new Set([...CURRENCIES, props.shop.currency ?? ""])].filter((code) => code !== "");
  const choose = async (code: string): Promise<void> => {
    try {
      await app.services.ingest.setCurrency(props.shop.id, code === "" ? null : code);
      await app.refresh();
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  return (
    <div class="settings-field">
      <div>
        <strong>Currency</strong>
        <p class="quiet">How prices are shown. Nothing is converted.</p>
      </div>
      <label class="select-field">
        <span class="visually-hidden">Currency of the prices</span>
        <select onChange={(event) => void choose(event.currentTarget.value)}>
          <option value="" selected={props.shop.currency === null}>
            none
          </option>
          <For each={choices()}>
            {(code) => (
              <option value={code} selected={code === props.shop.currency}>
                {code}
              </option>
            )}
          </For>
        </select>
      </label>
    </div>
  );
}

function Storage(): JSX.Element {
  const app = useApp();
  const status = createLoad(
    () => true,
    () => app.services.storageStatus(),
  );
  const [declined, setDeclined] = createSignal(false);
  app.onStores(["datasets", "sales", "artifacts"], () => void status.reload());
  const ask = async (): Promise<void> => {
    try {
      setDeclined(!(await app.services.requestPersistence()));
      await status.reload();
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  return (
    <section aria-labelledby="storage-heading">
      <h2 id="storage-heading">Room on this device</h2>
      <Show when={status.error()}>
        {(error) => <ErrorNote error={error()} onRetry={() => void status.reload()} />}
      </Show>
      <Show when={status.value()} fallback={<div class="skeleton skeleton-line" />}>
        {(known) => (
          <>
            <p class="figures">
              {bytes(known().usedBytes)} used of {bytes(known().quotaBytes)} the browser allows
            </p>
            <progress
              class="meter"
              aria-label="Room used"
              max={Math.max(1, known().quotaBytes)}
              value={known().usedBytes}
            />
            <Show
              when={known().persisted}
              fallback={
                <>
                  <p>
                    The browser may remove the data when the device runs out of room, or (Safari) after seven
                    days without a visit.
                    <Show when={declined()}>
                      {" "}
                      It has declined to keep it for now. Installing the app, or visiting it often, changes
                      its mind.
                    </Show>
                  </p>
                  <button type="button" class="button" onClick={() => void ask()}>
                    Ask to keep the data
                  </button>
                </>
              }
            >
              <p>The browser keeps the data until you delete it.</p>
            </Show>
            <p class="quiet">Shops are deleted under Data.</p>
          </>
        )}
      </Show>
    </section>
  );
}
