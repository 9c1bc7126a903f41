import { Show, type JSX } from "solid-js";
import { useApp } from "../state/app.tsx";

/** What happened to the data of this device behind the reader's back, until it is read. */
export function NoticeBanner(): JSX.Element {
  const app = useApp();
  return (
    <Show when={app.notice()}>
      {(notice) => (
        <div class="banner banner-warn" role="alert">
          <p>
            <strong>{notice().message}</strong> {notice().remedy}
          </p>
          <Show
            when={notice().code === "storage.newer-version"}
            fallback={
              <button type="button" class="button" onClick={() => app.dismissNotice()}>
                Understood
              </button>
            }
          >
            <button type="button" class="button primary" onClick={() => location.reload()}>
              Reload
            </button>
          </Show>
        </div>
      )}
    </Show>
  );
}
