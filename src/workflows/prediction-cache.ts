import { AppError } from "../core/errors.ts";
import type { Database, StoreChange, WorkflowContext } from "../core/ports.ts";
import { CODE_VERSION } from "../core/version.ts";
import { sha256 } from "../registry/index-file.ts";

/** What is kept of all models together; what no longer fits is computed anew. */
const MOST_BYTES = 64 << 20;

/** Predictions that were made before, by what they were made of. */
export interface PredictionCache<T> {
  /** What is kept of this input, or what `make` gives, which is kept from now on. */
  of(input: string, make: () => Promise<T> | T): Promise<{ readonly value: T; readonly kept: boolean }>;
  /** Take away what no longer fits: of other models first, then what was not asked for this time. */
  close(): Promise<void>;
}

/** Predicts everything anew and keeps nothing. */
export const noPredictionCache: PredictionCache<never> = {
  of: async (_input, make) => ({ value: await make(), kept: false }),
  close: () => Promise.resolve(),
};

/** Whose predictions are kept, of which model. */
export interface CachedModel {
  /** The dataset that it belongs to: with it the predictions go. */
  readonly datasetId: string;
  /** Whatever a prediction depends on besides its input: hashes of the model's files, options. */
  readonly key: string;
}

/**
 * The predictions kept of a model. Another version, other options or another cell of the input are another key, so
 * nothing that is kept can be out of date. What cannot be stored is not kept; nobody is kept waiting for room.
 *
 * @param most bytes kept, about
 */
export async function predictionCache<T>(
  { database }: Pick<WorkflowContext, "database">,
  model: CachedModel,
  most = MOST_BYTES,
): Promise<PredictionCache<T>> {
  const own = `${rootOf(model.datasetId)}${(await hash(`${CODE_VERSION} ${model.key}`)).slice(0, 32)}/`;
  const known = new Map((await database.keys("checkpoints", own)).map((key) => [inputOf(key), key]));
  const used = new Set<string>();
  let usedBytes = 0;
  let full = false;
  const use = (key: string): void => {
    if (!used.has(key)) usedBytes += bytesOf(key);
    used.add(key);
  };
  return {
    of: async (input, make) => {
      const name = await hash(input);
      const key = known.get(name);
      const value =
        key === undefined ? undefined : ((await database.read("checkpoints", key)) as T | undefined);
      if (key !== undefined && value !== undefined) {
        use(key);
        return { value, kept: true };
      }
      const made = await make();
      const added = `${own}${name}.${sizeOf(made)}`;
      if (!full && usedBytes + bytesOf(added) <= most) {
        full = !(await stored(database, [{ store: "checkpoints", key: added, value: made }]));
        if (!full) {
          known.set(name, added);
          use(added);
        }
      }
      return { value: made, kept: false };
    },
    close: async () => {
      const keys = await database.keys("checkpoints", ROOT);
      let bytes = keys.reduce((sum, key) => sum + bytesOf(key), 0);
      const others = keys.filter((key) => !used.has(key));
      const order = [
        ...others.filter((key) => !key.startsWith(own)),
        ...others.filter((key) => key.startsWith(own)),
      ];
      const gone: StoreChange[] = [];
      for (const key of order) {
        if (bytes <= most) break;
        bytes -= bytesOf(key);
        gone.push({ store: "checkpoints", key });
      }
      if (gone.length > 0) await stored(database, gone);
    },
  };
}

/** The changes that remove what is kept of a dataset's models, for the write that deletes it. */
export async function predictionRemoval(database: Database, datasetId: string): Promise<StoreChange[]> {
  const keys = await database.keys("checkpoints", rootOf(datasetId));
  return keys.map((key) => ({ store: "checkpoints", key }));
}

/** Whether the changes were made: without room or place nothing is kept, and the prediction stands. */
async function stored(database: Database, changes: readonly StoreChange[]): Promise<boolean> {
  try {
    await database.write(changes);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.kind === "storage") return false;
    throw error;
  }
}

const ROOT = "predictions/";
/** A key tells its size, so that nothing has to be read to know what is kept: predictions/DATASET/MODEL/INPUT.BYTES */
const rootOf = (datasetId: string): string => `${ROOT}${datasetId}/`;
const bytesOf = (key: string): number => Number(key.slice(key.lastIndexOf(".") + 1));
const inputOf = (key: string): string => key.slice(key.lastIndexOf("/") + 1, key.lastIndexOf("."));
const hash = (text: string): Promise<string> => sha256(new TextEncoder().encode(text));

/** Bytes of a value, about: two a letter. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return 2 * value.length;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce((sum: number, part) => sum + sizeOf(part), 8);
}
