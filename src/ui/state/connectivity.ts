import { createSignal, onCleanup, type Accessor } from "solid-js";

/** Whether the browser believes it has a network. Nothing depends on it; it is only shown. */
export function createOnline(): Accessor<boolean> {
  const [online, setOnline] = createSignal(navigator.onLine);
  const update = (): void => {
    setOnline(navigator.onLine);
  };
  addEventListener("online", update);
  addEventListener("offline", update);
  onCleanup(() => {
    removeEventListener("online", update);
    removeEventListener("offline", update);
  });
  return online;
}
