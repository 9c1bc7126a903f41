import { useNavigate } from "@solidjs/router";
import { For, Show, type JSX } from "solid-js";
import { Icon } from "../parts/icon.tsx";
import { Popover } from "../parts/popover.tsx";
import { useApp } from "../state/app.tsx";

/** Whose data all screens speak of, and the way to another. */
export function DatasetSwitch(): JSX.Element {
  const { datasets } = useApp();
  const navigate = useNavigate();
  return (
    <Show when={datasets.current()}>
      {(current) => (
        <Popover
          class="dataset-switch"
          name="Shops on this device"
          button={
            <>
              <span class="visually-hidden">Shop: </span>
              <span class="dataset-name">{current().name}</span>
              <Show when={current().simulated}>
                <span class="badge">simulated</span>
              </Show>
              <Icon name="down" />
            </>
          }
        >
          {(close) => (
            <div class="menu">
              <For each={datasets.load.value()}>
                {(dataset) => (
                  <button
                    type="button"
                    aria-current={dataset.id === current().id ? "true" : undefined}
                    onClick={() => {
                      close();
                      datasets.choose(dataset.id);
                    }}
                  >
                    {dataset.name}
                    <Show when={dataset.simulated}>
                      <span class="badge">simulated</span>
                    </Show>
                  </button>
                )}
              </For>
              <button
                type="button"
                class="menu-end"
                onClick={() => {
                  close();
                  navigate("/data");
                }}
              >
                Use my own data
              </button>
            </div>
          )}
        </Popover>
      )}
    </Show>
  );
}
