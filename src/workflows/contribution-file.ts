import { AppError } from "../core/errors.ts";
import type { PrivacyLoss } from "../privacy/accountant.ts";
import type { ContributionPart, Contributions } from "../privacy/contributions.ts";
import { privacyError } from "../privacy/errors.ts";
import { decodeArtifact, encodeArtifact, type Artifact, type Json } from "../registry/artifact.ts";
import { sha256 } from "../registry/index-file.ts";

/**
 * The `.bin` of noised counts: `pairs` and `items`, int32. From version 2 on the SHA-256 of the bytes without it stands
 * beside them, for a changed count looks like any other; version 1 is still read.
 */
const FORMAT = { kind: "reader-pairs", version: 2 } as const;
const UNHASHED_FORMAT = { ...FORMAT, version: 1 } as const;

/** The bytes of a contribution, or of several merged. They hold nothing but what was released. */
export async function encodeContributions(contributions: Contributions): Promise<Uint8Array<ArrayBuffer>> {
  const { mechanism, influence, titles, parts, counts } = contributions;
  const data = {
    unit: "reader",
    mechanism,
    influence,
    titles,
    parts: parts.map(({ id, noise, loss }) => ({ id, noise, loss: { ...loss } })),
  };
  const arrays = { pairs: counts.pairs, items: counts.items };
  const hash = await sha256(encodeArtifact({ ...FORMAT, data, arrays }));
  return encodeArtifact({ ...FORMAT, data: { ...data, sha256: hash }, arrays });
}

/**
 * Read a file of contributions.
 * @throws `artifact.unknown-format`, `artifact.damaged`, `privacy.bad-contribution`
 */
export async function decodeContributions(
  bytes: Uint8Array<ArrayBuffer>,
  what: string,
): Promise<Contributions> {
  const { data, arrays } = await decoded(bytes, what);
  const refuse = (reason: string): Error => privacyError("privacy.bad-contribution", { what, reason });
  if (!isData(data)) throw refuse("it lacks its mechanism, titles or parts");
  const { mechanism, influence, titles, parts } = data;
  const { pairs, items } = arrays;
  const n = titles.length;
  if (!(pairs instanceof Int32Array) || !(items instanceof Int32Array)) throw refuse("it lacks its counts");
  if (items.length !== n || pairs.length !== (n * (n - 1)) / 2)
    throw refuse(`it has ${pairs.length} pairs and ${items.length} counts for ${n} titles`);
  if (parts.some(({ loss }) => loss.mechanism !== mechanism)) throw refuse("its parts have other mechanisms");
  return { mechanism, influence, titles, parts, counts: { itemCount: n, pairs, items } };
}

async function decoded(bytes: Uint8Array<ArrayBuffer>, what: string): Promise<Artifact> {
  try {
    const artifact = withFormat(bytes, what);
    if (artifact.version === FORMAT.version && !(await isWhole(artifact))) {
      const reason = "its content does not have the SHA-256 that it names, so something was changed";
      throw privacyError("privacy.bad-contribution", { what, reason });
    }
    return artifact;
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== "artifact.damaged") throw cause;
    // Training again, which the artifact's own error proposes, does not bring a tablet's file back.
    const reason = String(cause.details["reason"]);
    throw privacyError("privacy.bad-contribution", { what, reason }, { cause });
  }
}

/** The file in its own format or the one before. */
function withFormat(bytes: Uint8Array<ArrayBuffer>, what: string): Artifact {
  try {
    return decodeArtifact(bytes, FORMAT, what);
  } catch (cause) {
    const isOther = cause instanceof AppError && cause.code === "artifact.unknown-format";
    const before = `${UNHASHED_FORMAT.kind} ${UNHASHED_FORMAT.version}`;
    if (!isOther || cause.details["found"] !== before) throw cause;
    return decodeArtifact(bytes, UNHASHED_FORMAT, what);
  }
}

/** Equal contents are equal bytes, so the content can be hashed again. */
async function isWhole({ data, ...artifact }: Artifact): Promise<boolean> {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return false;
  const { sha256: named, ...rest } = data as Readonly<Record<string, Json>>;
  return named === (await sha256(encodeArtifact({ ...artifact, data: rest })));
}

interface ContributionData {
  readonly mechanism: Contributions["mechanism"];
  readonly influence: number;
  readonly titles: readonly string[];
  readonly parts: readonly ContributionPart[];
}

function isData(data: unknown): data is ContributionData {
  if (typeof data !== "object" || data === null) return false;
  const { mechanism, influence, titles, parts } = data as Partial<Record<keyof ContributionData, unknown>>;
  return (
    (mechanism === "discrete-laplace" || mechanism === "discrete-gaussian") &&
    Number.isInteger(influence) &&
    Array.isArray(titles) &&
    titles.every((title) => typeof title === "string") &&
    Array.isArray(parts) &&
    parts.length > 0 &&
    parts.every(isPart)
  );
}

function isPart(value: unknown): value is ContributionPart {
  if (typeof value !== "object" || value === null) return false;
  const { id, noise, loss } = value as Partial<Record<keyof ContributionPart, unknown>>;
  return typeof id === "string" && Number.isInteger(noise) && Number(noise) > 0 && isLoss(loss);
}

/** Whether a value read from a file is a loss of privacy. */
export function isLoss(value: unknown): value is PrivacyLoss {
  if (typeof value !== "object" || value === null) return false;
  const { mechanism, epsilon, rho } = value as { mechanism?: unknown; epsilon?: unknown; rho?: unknown };
  const amount = mechanism === "discrete-laplace" ? epsilon : mechanism === "discrete-gaussian" ? rho : null;
  return typeof amount === "number" && Number.isFinite(amount) && amount >= 0;
}
