import { errorEnvelope, errorFromEnvelope, type ErrorEnvelope } from "../../core/error-envelope.ts";
import type { AppError } from "../../core/errors.ts";
import type { StoreName } from "../../core/ports.ts";

/** One key that was written or removed. */
export interface ChangedKey {
  readonly store: StoreName;
  readonly key: string;
}

interface StorageMessage {
  readonly changes?: readonly ChangedKey[];
  readonly notice?: ErrorEnvelope;
}

const CHANNEL = "soma-changes";

// One channel a thread, for sending only: a channel does not hear itself, so listeners have their own.
let sender: BroadcastChannel | undefined;

/** Tell every tab and worker of the app, this one included, what was written. */
export function announceChanges(changes: readonly ChangedKey[]): void {
  send({ changes: changes.map(({ store, key }) => ({ store, key })) });
}

/** Tell every tab and worker that something happened to the storage: evicted, taken over by a newer app. */
export function announceNotice(notice: AppError): void {
  send({ notice: errorEnvelope(notice) });
}

/**
 * Hear of every write and notice in any tab or worker.
 * @returns call it to stop listening
 */
export function subscribeStorage(listener: {
  readonly onChanges?: (changes: readonly ChangedKey[]) => void;
  readonly onNotice?: (notice: AppError) => void;
}): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", ({ data }: MessageEvent<StorageMessage>) => {
    if (data.changes) listener.onChanges?.(data.changes);
    if (data.notice) listener.onNotice?.(errorFromEnvelope(data.notice));
  });
  return () => channel.close();
}

function send(message: StorageMessage): void {
  sender ??= new BroadcastChannel(CHANNEL);
  sender.postMessage(message);
}
