import { A, useBeforeLeave, useLocation, type RouteSectionProps } from "@solidjs/router";
import { createEffect, createSignal, ErrorBoundary, lazy, on, Show, Suspense, type JSX } from "solid-js";
import { asAppError } from "../../core/errors.ts";
import { useApp } from "../state/app.tsx";
import { keepIndexWhenIdle } from "../state/idle-index.ts";
import { ErrorNote } from "../parts/error-note.tsx";
import { DatasetSwitch } from "./dataset-switch.tsx";
import { JobMark } from "./job-mark.tsx";
import { useKeys } from "./keys.ts";
import { KIOSK_PATH } from "./paths.ts";
import { NoticeBanner } from "./notice-banner.tsx";
import { ToastStack } from "./toast-stack.tsx";
import { UpdateBanner } from "./update-banner.tsx";
import type { Updates } from "../state/updates.ts";

const ShortcutsDialog = lazy(() =>
  import("./shortcuts-dialog.tsx").then((m) => ({ default: m.ShortcutsDialog })),
);

/** What stays around every screen: where one can go, whose data it is, what is running. */
export function Shell(props: RouteSectionProps & { readonly updates: Updates }): JSX.Element {
  const app = useApp();
  const location = useLocation();
  const [shortcuts, setShortcuts] = createSignal(false);
  let main!: HTMLElement;
  keepIndexWhenIdle(app);
  // Readers at the kiosk see books, not the shop.
  const atKiosk = () => location.pathname === KIOSK_PATH;
  useKeys({ "?": () => !atKiosk() && setShortcuts(true) });

  // `main` scrolls, not the window: lists come back where they were left, a title starts at its top.
  const places = new Map<string, number>();
  useBeforeLeave((event) => places.set(event.from.pathname, main.scrollTop));
  createEffect(
    on(
      () => location.pathname,
      (path) => {
        main.scrollTop =
          path === "/" || path === "/recommend" || path === "/ask" ? (places.get(path) ?? 0) : 0;
      },
    ),
  );

  return (
    <div class="shell">
      <Show when={!atKiosk()}>
        <a class="skip-link" href="#main" onClick={(event) => (event.preventDefault(), main.focus())}>
          Skip to content
        </a>
        <header class="shell-head">
          <A class="brand" href="/" end aria-label="SOMA, to Today">
            Soma
          </A>
          <nav aria-label="Screens">
            <ul>
              <li>
                <A href="/" end>
                  Today
                </A>
              </li>
              <li>
                <A href="/titles">Titles</A>
              </li>
              <li>
                <A href="/recommend">Recommend</A>
              </li>
              <li>
                <A href="/ask">Ask</A>
              </li>
            </ul>
            <ul class="workshop-links">
              <li>
                <A href="/data">Data</A>
              </li>
              <li>
                <A href="/train">Train</A>
              </li>
              <li>
                <A href="/experiments">Experiments</A>
              </li>
              <li>
                <A href="/settings">Settings</A>
              </li>
            </ul>
          </nav>
          <div class="shell-state">
            <JobMark />
            <Show when={!app.online()}>
              <span class="offline" role="status">
                Offline, all works
              </span>
            </Show>
            <DatasetSwitch />
          </div>
        </header>
        <NoticeBanner />
        <UpdateBanner updates={props.updates} />
      </Show>
      <main id="main" ref={main} tabindex={-1}>
        <ErrorBoundary fallback={(thrown: unknown, reset) => <Broken thrown={thrown} reset={reset} />}>
          <Suspense fallback={<div class="screen" aria-busy="true" />}>{props.children}</Suspense>
        </ErrorBoundary>
      </main>
      <ToastStack />
      <Show when={shortcuts()}>
        <Suspense>
          <ShortcutsDialog onClose={() => setShortcuts(false)} />
        </Suspense>
      </Show>
    </div>
  );
}

/** A screen failed to load or to draw: its part of the app may be of an older version. */
function Broken(props: { readonly thrown: unknown; readonly reset: () => void }): JSX.Element {
  const route = useLocation();
  createEffect(on(() => route.pathname, props.reset, { defer: true }));
  return (
    <div class="screen">
      <h1>This screen did not open</h1>
      <ErrorNote error={asAppError(props.thrown)}>
        <button type="button" class="button" onClick={() => location.reload()}>
          Reload
        </button>
      </ErrorNote>
    </div>
  );
}
