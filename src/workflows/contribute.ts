import type { Clock, SecureRandom } from "../core/ports.ts";
import {
  newLedger,
  spend,
  spentEpsilon,
  type LedgerEntry,
  type PrivacyBudget,
  type PrivacyLedger,
} from "../privacy/accountant.ts";
import type { Contributions } from "../privacy/contributions.ts";
import { privacyError } from "../privacy/errors.ts";
import {
  noisePlan,
  sumReaders,
  withNoise,
  type PairSettings,
  type ReaderTitles,
} from "../privacy/pair-counts.ts";
import { randomIntegers } from "../privacy/random-integers.ts";
import { isLoss } from "./contribution-file.ts";
import { tableError } from "./table-errors.ts";
import { columnNamed, type TextTable } from "./text-table.ts";

export interface ContributeRequest {
  readonly interactions: TextTable;
  readonly userColumn: string;
  readonly itemColumn: string;
  /** The public list of titles, the same on every tablet. */
  readonly titles: readonly string[];
  readonly settings: PairSettings;
  readonly budget: PrivacyBudget;
  /** Text of the ledger kept so far, or null before the first release. */
  readonly ledger: string | null;
}

export interface ContributeResult {
  /** To be kept before anything of `contribution` leaves the device. */
  readonly ledger: string;
  readonly contribution: Contributions;
  /** What was spent of the budget, this release included. */
  readonly spentEpsilon: number;
  /** For the person at this device alone: how much was read is no part of the release. */
  readonly readers: number;
  readonly readersClipped: number;
  readonly rowsOutsideTheList: number;
}

/**
 * One device's contribution: pairs of titles its readers chose, each reader with the same influence, under noise.
 *
 * @throws `privacy.budget-spent` before anything is counted; `privacy.other-budget`, `privacy.bad-ledger`,
 *   `privacy.bad-parameter`, `privacy.too-many-titles`, `table.*`
 */
export function contribute(
  request: ContributeRequest,
  context: { readonly random: SecureRandom; readonly clock: Clock },
): ContributeResult {
  const { settings, titles } = request;
  const plan = noisePlan(settings);
  const id = Array.from(context.random.bytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const entry: LedgerEntry = { id, at: context.clock.isoNow(), loss: plan.loss };
  const ledger = spend(readLedger(request.ledger, request.budget), entry);
  const { readers, outside } = readersOf(request);
  const random = randomIntegers(context.random);
  const counts = withNoise(sumReaders(readers, settings, plan, random), plan, random);
  let readersClipped = 0;
  for (let user = 0; user < readers.userCount; user++) {
    if (readers.rowStart[user + 1]! - readers.rowStart[user]! > settings.clip) readersClipped++;
  }
  return {
    ledger: `${JSON.stringify(ledger, null, 2)}\n`,
    contribution: {
      mechanism: plan.mechanism,
      influence: plan.influence,
      titles,
      parts: [{ id, noise: plan.noise, loss: plan.loss }],
      counts,
    },
    spentEpsilon: spentEpsilon(ledger.entries, ledger.budget.delta),
    readers: readers.userCount,
    readersClipped,
    rowsOutsideTheList: outside,
  };
}

/** Rows of reader and title as lists of titles; rows of titles that are not counted are left out. */
function readersOf(request: ContributeRequest): { readonly readers: ReaderTitles; readonly outside: number } {
  const { interactions, userColumn, itemColumn, titles } = request;
  const users = columnNamed(interactions, userColumn, "--user");
  const items = columnNamed(interactions, itemColumn, "--item");
  if (users.length === 0) throw tableError("table.no-rows", { file: interactions.fileName });
  const numberOf = new Map(titles.map((title, number) => [title, number]));
  const lists = new Map<string, Set<number>>();
  let outside = 0;
  users.forEach((user, row) => {
    if (user === "" || items[row] === "") {
      const column = user === "" ? userColumn : itemColumn;
      throw tableError("table.empty-cell", { file: interactions.fileName, column, row: row + 1 });
    }
    const item = numberOf.get(items[row]!);
    if (item === undefined) outside++;
    else {
      const list = lists.get(user);
      if (list === undefined) lists.set(user, new Set([item]));
      else list.add(item);
    }
  });
  const rows = [...lists.values()].map((list) => Int32Array.from(list).sort());
  const rowStart = new Int32Array(rows.length + 1);
  rows.forEach((row, user) => {
    rowStart[user + 1] = rowStart[user]! + row.length;
  });
  const all = new Int32Array(rowStart[rows.length]!);
  rows.forEach((row, user) => all.set(row, rowStart[user]));
  return { readers: { userCount: rows.length, itemCount: titles.length, rowStart, items: all }, outside };
}

function readLedger(text: string | null, budget: PrivacyBudget): PrivacyLedger {
  const fresh = newLedger(budget);
  if (text === null) return fresh;
  let found: unknown;
  try {
    found = JSON.parse(text) as unknown;
  } catch (cause) {
    throw privacyError("privacy.bad-ledger", { reason: "it is not JSON" }, { cause });
  }
  if (!isLedger(found))
    throw privacyError("privacy.bad-ledger", { reason: "it lacks its budget or its entries" });
  const { epsilon, delta } = found.budget;
  if (epsilon !== budget.epsilon || delta !== budget.delta) {
    const written = (of: PrivacyBudget): string => `ε ${of.epsilon}, δ ${of.delta}`;
    throw privacyError("privacy.other-budget", { found: written(budget), expected: written(found.budget) });
  }
  return found;
}

function isLedger(value: unknown): value is PrivacyLedger {
  if (typeof value !== "object" || value === null) return false;
  const { format, unit, budget, entries } = value as Partial<Record<keyof PrivacyLedger, unknown>>;
  const { epsilon, delta } = (budget ?? {}) as { epsilon?: unknown; delta?: unknown };
  return (
    format === 1 &&
    unit === "reader" &&
    typeof epsilon === "number" &&
    typeof delta === "number" &&
    Array.isArray(entries) &&
    entries.every((entry: unknown) => isLoss((entry as { loss?: unknown } | null)?.loss))
  );
}
