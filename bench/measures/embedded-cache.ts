import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EmbeddedTexts } from "../../src/core/ports.ts";
import { writeUnitCodes } from "../../src/models/rag/passage-tokens.ts";
import { nodeEmbedder } from "../../src/platform/node/embedder.ts";

/** Embedded texts in memory: vectors as they are, tokens in all dimensions as int8. */
export interface KeptTexts {
  readonly dimension: number;
  /** Shape [texts, dimension]. */
  readonly vectors: Float32Array;
  /** Shape [texts + 1]. */
  readonly tokenStart: Uint32Array;
  /** Shape [tokens, 2]. */
  readonly tokenSpans: Uint32Array;
  /** Shape [tokens, dimension]. */
  readonly codes: Int8Array;
  /** Shape [tokens]. */
  readonly scales: Float32Array;
}

const BATCH = 256;

/** Texts embedded by the built-in model, from `build/embedded/` where they have been embedded before. */
export async function embeddedTexts(
  root: string,
  texts: readonly string[],
  log: (line: string) => void,
): Promise<KeptTexts> {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  const folder = join(root, "build", "embedded");
  const path = join(folder, `${hash.digest("hex").slice(0, 16)}.bin`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path)) {
    const bytes = await embedAll(texts, log);
    writeFileSync(`${path}.part`, bytes);
    renameSync(`${path}.part`, path);
  }
  return opened(readFileSync(path));
}

async function embedAll(texts: readonly string[], log: (line: string) => void): Promise<Uint8Array> {
  const embedder = await nodeEmbedder();
  const { dimension } = embedder.info;
  const vectors = new Float32Array(texts.length * dimension);
  const tokenStart = new Uint32Array(texts.length + 1);
  const spans: Uint32Array[] = [];
  const scales: Float32Array[] = [];
  const codes: Int8Array[] = [];
  try {
    for (let first = 0; first < texts.length; first += BATCH) {
      const embedded = await embedder.embed(texts.slice(first, first + BATCH));
      vectors.set(embedded.vectors, first * dimension);
      spans.push(embedded.tokenSpans);
      const before = tokenStart[first]!;
      for (let i = 1; i < embedded.tokenStart.length; i++)
        tokenStart[first + i] = before + embedded.tokenStart[i]!;
      const coded = new Int8Array(embedded.tokens.length);
      codes.push(coded);
      scales.push(
        Float32Array.from({ length: embedded.tokens.length / dimension }, (_, t) =>
          writeUnitCodes(embedded.tokens.subarray(t * dimension, (t + 1) * dimension), coded, t * dimension),
        ),
      );
      log(`embedded ${Math.min(first + BATCH, texts.length)} of ${texts.length}`);
    }
  } finally {
    await embedder.dispose();
  }
  const head = Uint32Array.of(texts.length, dimension, tokenStart[texts.length]!, 0);
  return Buffer.concat([head, vectors, tokenStart, ...spans, ...scales, ...codes].map(bytesOf));
}

export function opened(file: Buffer): KeptTexts {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
  const [texts, dimension, tokens] = new Uint32Array(bytes, 0, 3) as unknown as [number, number, number];
  let at = 16;
  const take = <T>(length: number, make: (offset: number) => T, size = 4): T => {
    const array = make(at);
    at += length * size;
    return array;
  };
  return {
    dimension,
    vectors: take(texts * dimension, (offset) => new Float32Array(bytes, offset, texts * dimension)),
    tokenStart: take(texts + 1, (offset) => new Uint32Array(bytes, offset, texts + 1)),
    tokenSpans: take(2 * tokens, (offset) => new Uint32Array(bytes, offset, 2 * tokens)),
    scales: take(tokens, (offset) => new Float32Array(bytes, offset, tokens)),
    codes: take(tokens * dimension, (offset) => new Int8Array(bytes, offset, tokens * dimension), 1),
  };
}

/** Some of the texts as an embedder gives them. */
export function someTexts(kept: KeptTexts, rows: readonly number[]): EmbeddedTexts {
  const { dimension } = kept;
  const tokenStart = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => {
    tokenStart[i + 1] = tokenStart[i]! + kept.tokenStart[row + 1]! - kept.tokenStart[row]!;
  });
  const vectors = new Float32Array(rows.length * dimension);
  const tokenSpans = new Uint32Array(2 * tokenStart[rows.length]!);
  const tokens = new Float32Array(tokenStart[rows.length]! * dimension);
  rows.forEach((row, i) => {
    vectors.set(kept.vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
    const [from, to] = [kept.tokenStart[row]!, kept.tokenStart[row + 1]!];
    tokenSpans.set(kept.tokenSpans.subarray(2 * from, 2 * to), 2 * tokenStart[i]!);
    for (let t = from; t < to; t++) {
      const out = (tokenStart[i]! + t - from) * dimension;
      for (let j = 0; j < dimension; j++) tokens[out + j] = kept.codes[t * dimension + j]! * kept.scales[t]!;
    }
  });
  return { dimension, vectors, tokenStart, tokenSpans, tokens };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
