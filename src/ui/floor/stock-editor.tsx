import { createEffect, createSignal, For, on, Show, type JSX } from "solid-js";
import type { StockRecord } from "../../domain/dataset.ts";
import type { TitleDetail } from "../../domain/forecast-view.ts";
import { Stepper } from "../parts/stepper.tsx";
import { useApp } from "../state/app.tsx";

const FIELDS = [
  { key: "onHand", label: "On hand", min: 0 },
  { key: "onOrder", label: "On order", min: 0 },
  { key: "reserved", label: "Reserved", min: 0 },
  { key: "packSize", label: "Comes in packs of", min: 1 },
] as const;

/** What is on the shelf and on its way; a change is kept at once and the order follows. */
export function StockEditor(props: {
  readonly detail: TitleDetail;
  readonly reload: () => Promise<void>;
}): JSX.Element {
  const app = useApp();
  const itemId = () => props.detail.title.itemId;
  const kept = (): StockRecord =>
    props.detail.stock ?? {
      itemId: itemId(),
      onHand: 0,
      onOrder: 0,
      reserved: 0,
      leadTimeDays: null,
      packSize: 1,
    };
  const [stock, setStock] = createSignal(kept());
  createEffect(on([() => props.detail], () => setStock(kept())));

  const save = async (next: StockRecord, before: StockRecord): Promise<void> => {
    setStock(next);
    try {
      await app.services.predict.saveStock(props.detail.provenance.dataset.id, next);
      await Promise.all([props.reload(), app.today.page.reload(), app.titles.table.reload()]);
    } catch (thrown) {
      setStock(before);
      app.toasts.showError(thrown);
    }
  };
  const change = (part: Partial<StockRecord>): void => {
    const before = stock();
    void save({ ...before, ...part }, before);
    app.toasts.show(
      "Stock is changed; the order follows.",
      { label: "Undo", run: () => void save(before, stock()) },
      `stock/${itemId()}`,
    );
  };

  return (
    <section class="card">
      <h2>Stock</h2>
      <Show when={props.detail.stock === null}>
        <p>
          <span class="badge">stock unknown</span> We count it as none until you say how many there are.
        </p>
      </Show>
      <div class="stock-fields">
        <For each={FIELDS}>
          {(field) => (
            <div class="stock-field">
              <span aria-hidden="true">{field.label}</span>
              <Stepper
                label={field.label}
                value={stock()[field.key]}
                min={field.min}
                onChange={(value) => change({ [field.key]: value })}
              />
            </div>
          )}
        </For>
        <label class="stock-field">
          <span>Days to deliver</span>
          <input
            type="number"
            inputmode="numeric"
            min="0"
            max="365"
            placeholder="usual"
            value={stock().leadTimeDays ?? ""}
            onChange={(event) => {
              const days = event.currentTarget.valueAsNumber;
              change({ leadTimeDays: Number.isFinite(days) && days >= 0 ? Math.round(days) : null });
            }}
          />
        </label>
      </div>
    </section>
  );
}
