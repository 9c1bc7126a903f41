import { createSignal, type Accessor } from "solid-js";

/** The list a title was opened from: what "previous" and "next" mean on its page. */
export interface ReadingList {
  readonly name: string;
  /** The screen that shows it. */
  readonly path: string;
  length(): number;
  idAt(index: number): string;
  indexOf(itemId: string): number;
}

export function createReadingList(): {
  readonly current: Accessor<ReadingList | null>;
  open(list: ReadingList): void;
} {
  const [current, setCurrent] = createSignal<ReadingList | null>(null);
  return { current, open: (list) => setCurrent(list) };
}
