import { createSignal, type Accessor } from "solid-js";
import { asAppError } from "../../core/errors.ts";

/** A short message that goes by itself, with at most one thing to do about it. */
export interface Toast {
  readonly id: number;
  /** Messages about the same thing replace each other; the first one's action stays, so that it undoes all. */
  readonly topic: string | null;
  readonly text: string;
  readonly tone: "plain" | "error";
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

export interface Toasts {
  readonly list: Accessor<readonly Toast[]>;
  show(text: string, action?: Toast["action"], topic?: string): void;
  /** Show a failed action with its remedy; it stays until dismissed. */
  showError(thrown: unknown): void;
  dismiss(id: number): void;
  /** Keep messages while the reader is on them. */
  hold(held: boolean): void;
}

const SHOWN_MS = 8000;

/** The messages at the foot of the screen, newest last, at most three. */
export function createToasts(): Toasts {
  const [list, setList] = createSignal<readonly Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let nextId = 1;
  const dismiss = (id: number): void => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    setList((toasts) => toasts.filter((toast) => toast.id !== id));
  };
  const startTimer = (id: number): void => {
    clearTimeout(timers.get(id));
    timers.set(
      id,
      setTimeout(() => dismiss(id), SHOWN_MS),
    );
  };
  return {
    list,
    dismiss,
    show(text, action, topic) {
      const same = topic === undefined ? undefined : list().find((toast) => toast.topic === topic);
      const toast: Toast = {
        id: same?.id ?? nextId++,
        topic: topic ?? null,
        text,
        tone: "plain",
        action: same?.action ?? action,
      };
      setList((toasts) =>
        same === undefined ? [...toasts.slice(-2), toast] : toasts.map((old) => (old === same ? toast : old)),
      );
      startTimer(toast.id);
    },
    showError(thrown) {
      const error = asAppError(thrown);
      const text = `${error.message} ${error.remedy}`;
      setList((toasts) => [...toasts.slice(-2), { id: nextId++, topic: null, text, tone: "error" }]);
    },
    hold(held) {
      for (const [id, timer] of timers) {
        if (held) clearTimeout(timer);
        else startTimer(id);
      }
    },
  };
}
