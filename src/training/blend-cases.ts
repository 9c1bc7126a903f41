import type { Random } from "../core/random.ts";
import type { Interactions, ReaderHistory } from "../models/recommendation/task.ts";

/** A reader of the held-out slice: what is known of them, and the title they chose. */
export interface BlendCase {
  readonly history: ReaderHistory;
  readonly target: number;
}

/** The readers' choices without what is held out, and the held out. */
export interface BlendSlice {
  readonly interactions: Interactions;
  /** Readers whose hidden title others have chosen. */
  readonly warm: readonly BlendCase[];
  /** Readers whose hidden title nobody has chosen in `interactions`: as good as new. */
  readonly cold: readonly BlendCase[];
  /** 1 for each title made new. Shape [itemCount]. */
  readonly isCold: Uint8Array;
}

const COLD_SHARE = 0.1;
/** Most readers whose title is hidden, so that what is left is like the whole. */
const HIDDEN_SHARE = 0.2;

/**
 * Hold out a slice: all choices of a tenth of the titles, as if these were new; and one title, the last where the order
 * is known, of some readers without such a title.
 *
 * @param most cases of either kind
 */
export function holdOutSlice(data: Interactions, most: number, random: Random): BlendSlice {
  const isCold = chooseCold(data, random.fork("cold"));
  const readers = shuffled(data.userCount, random.fork("readers"));
  const hidden = new Int32Array(data.userCount).fill(-1);
  const warmReaders: number[] = [];
  const coldReaders: number[] = [];
  const pick = random.fork("titles");
  for (const user of readers) {
    const own = data.items.subarray(data.rowStart[user]!, data.rowStart[user + 1]!);
    const isNew = own.filter((item) => isCold[item] === 1);
    if (own.length - isNew.length === 0 || own.length < 2) continue;
    if (isNew.length > 0) {
      if (coldReaders.length === most) continue;
      coldReaders.push(user);
      hidden[user] = isNew[pick.integer(isNew.length)]!;
    } else if (warmReaders.length < Math.min(most, HIDDEN_SHARE * data.userCount)) {
      warmReaders.push(user);
      hidden[user] = own[data.ordered ? own.length - 1 : pick.integer(own.length)]!;
    }
  }
  const kept = without(data, (user, item) => isCold[item] === 1 || hidden[user] === item);
  const cases = (users: readonly number[]): BlendCase[] =>
    users.map((user) => ({
      target: hidden[user]!,
      history: {
        items: kept.items.subarray(kept.rowStart[user]!, kept.rowStart[user + 1]!),
        strengths: kept.strengths.subarray(kept.rowStart[user]!, kept.rowStart[user + 1]!),
      },
    }));
  return { interactions: kept, warm: cases(warmReaders), cold: cases(coldReaders), isCold };
}

function chooseCold({ itemCount, items }: Interactions, random: Random): Uint8Array {
  const isRead = new Uint8Array(itemCount);
  for (const item of items) isRead[item] = 1;
  const read = shuffled(itemCount, random).filter((item) => isRead[item] === 1);
  const isCold = new Uint8Array(itemCount);
  for (const item of read.slice(0, Math.floor(COLD_SHARE * read.length))) isCold[item] = 1;
  return isCold;
}

/** 0 to count − 1 in a random order (Fisher and Yates). */
function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function without(data: Interactions, isLeftOut: (user: number, item: number) => boolean): Interactions {
  const rowStart = new Int32Array(data.userCount + 1);
  const items = new Int32Array(data.items.length);
  const strengths = new Float32Array(data.items.length);
  let to = 0;
  for (let user = 0; user < data.userCount; user++) {
    for (let at = data.rowStart[user]!; at < data.rowStart[user + 1]!; at++) {
      if (isLeftOut(user, data.items[at]!)) continue;
      items[to] = data.items[at]!;
      strengths[to++] = data.strengths[at]!;
    }
    rowStart[user + 1] = to;
  }
  return { ...data, rowStart, items: items.slice(0, to), strengths: strengths.slice(0, to) };
}
