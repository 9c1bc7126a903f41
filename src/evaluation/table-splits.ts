import type { Random } from "../core/random.ts";
import { evaluationError } from "./errors.ts";

/** What must hold of a split, besides its size. All of shape [rows]. */
export type SplitRule =
  | { readonly by: "random" }
  /** Each part has its share of every class. */
  | { readonly by: "stratified"; readonly classes: ArrayLike<number> }
  /** Rows of a group stay together. */
  | { readonly by: "group"; readonly groups: readonly string[] }
  /** What is tested is later than what is trained on. */
  | { readonly by: "time"; readonly times: ArrayLike<number> };

/** Row numbers, ascending. */
export interface RowSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Hold back a share of the rows. Groups are drawn whole until the share is reached; by time, the latest rows are held
 * back, with all that share the time of the first of them.
 *
 * @throws `evaluation.too-few-rows` where a part would be empty
 */
export function holdOut(rows: number, share: number, rule: SplitRule, random: Random): RowSplit {
  const wanted = Math.max(1, Math.round(rows * share));
  const held = new Uint8Array(rows);
  if (rule.by === "time") {
    const order = byTime(rule.times, rows);
    const first = rule.times[order[Math.max(0, rows - wanted)]!]!;
    for (const row of order) if (rule.times[row]! >= first) held[row] = 1;
  } else if (rule.by === "group") {
    let left = wanted;
    for (const group of shuffled(groupsOf(rule.groups), random)) {
      if (left <= 0) break;
      for (const row of group) held[row] = 1;
      left -= group.length;
    }
  } else {
    const classes = rule.by === "stratified" ? rowsByClass(rule.classes, rows) : [everyRow(rows)];
    // Largest remainders, so that the parts sum to what is wanted.
    const exact = classes.map((members) => (members.length * wanted) / rows);
    const counts = exact.map(Math.floor);
    const order = exact
      .map((_, k) => k)
      .sort((a, b) => exact[b]! - counts[b]! - (exact[a]! - counts[a]!) || a - b);
    let left = wanted - counts.reduce((sum, count) => sum + count, 0);
    for (const k of order) {
      if (left-- <= 0) break;
      counts[k]!++;
    }
    classes.forEach((members, k) => {
      for (const row of shuffled(members, random).slice(0, counts[k])) held[row] = 1;
    });
  }
  return parts(held, 1);
}

/**
 * K ways to hold back a part, each row held back once; by time, k + 1 stretches of which each but the first is held
 * back in turn and the ones before it are trained on.
 *
 * @throws `evaluation.too-few-rows`
 */
export function kFolds(rows: number, folds: number, rule: SplitRule, random: Random): RowSplit[] {
  if (rule.by === "time") return forwardFolds(rows, folds, rule.times);
  const foldOf = new Uint8Array(rows);
  if (rule.by === "group") {
    const sizes = new Float64Array(folds);
    const groups = shuffled(groupsOf(rule.groups), random).sort((a, b) => b.length - a.length);
    for (const group of groups) {
      const smallest = sizes.indexOf(Math.min(...sizes));
      for (const row of group) foldOf[row] = smallest;
      sizes[smallest]! += group.length;
    }
  } else {
    const classes = rule.by === "stratified" ? rowsByClass(rule.classes, rows) : [everyRow(rows)];
    let next = 0;
    for (const members of classes) for (const row of shuffled(members, random)) foldOf[row] = next++ % folds;
  }
  return Array.from({ length: folds }, (_, fold) => parts(foldOf, fold));
}

function forwardFolds(rows: number, folds: number, times: ArrayLike<number>): RowSplit[] {
  const order = byTime(times, rows);
  const bounds = Array.from(
    { length: folds },
    (_, i) => times[order[Math.floor(((i + 1) * rows) / (folds + 1))]!]!,
  );
  return bounds.map((from, i) => {
    const until = bounds[i + 1] ?? Infinity;
    const pick = (wanted: (time: number) => boolean): Int32Array =>
      Int32Array.from(everyRow(rows).filter((row) => wanted(times[row]!)));
    const split = { train: pick((time) => time < from), test: pick((time) => time >= from && time < until) };
    return checked(split, rows);
  });
}

function parts(partOf: Uint8Array, part: number): RowSplit {
  const rows = everyRow(partOf.length);
  const train = Int32Array.from(rows.filter((row) => partOf[row] !== part));
  const test = Int32Array.from(rows.filter((row) => partOf[row] === part));
  return checked({ train, test }, partOf.length);
}

function checked(split: RowSplit, rows: number): RowSplit {
  if (split.train.length > 0 && split.test.length > 0) return split;
  throw evaluationError("evaluation.too-few-rows", { rows });
}

const everyRow = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);

function byTime(times: ArrayLike<number>, rows: number): number[] {
  return everyRow(rows).sort((a, b) => times[a]! - times[b]! || a - b);
}

/** By class number, ascending. */
function rowsByClass(classes: ArrayLike<number>, rows: number): number[][] {
  const members: number[][] = [];
  for (let row = 0; row < rows; row++) (members[classes[row]!] ??= []).push(row);
  return members.filter((each) => each.length > 0);
}

/** In the order of first sight. */
function groupsOf(groups: readonly string[]): number[][] {
  const members = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const own = members.get(group);
    if (own) own.push(row);
    else members.set(group, [row]);
  });
  return [...members.values()];
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
