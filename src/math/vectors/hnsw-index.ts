import { vectorError } from "./errors.ts";
import { HnswGraph, type FoundRows } from "./hnsw-graph.ts";
import { levelOf, levelShares } from "./hnsw-levels.ts";
import { IdList, type IdBitmap } from "./id-list.ts";
import { checkedRows, type Metric } from "./metric.ts";
import { noNeighbours, type Neighbours } from "./neighbours.ts";
import { checkDimension, checkedRow, checkWhole } from "./option-checks.ts";
import { allowedRows } from "./row-masks.ts";

/** Names and meaning as in hnswlib. */
export interface HnswOptions {
  readonly dimension: number;
  readonly metric: Metric;
  /** Links of a row on each level but the lowest, which has twice as many; default 16. */
  readonly m?: number;
  /** Width of the search that links a new row; default 200. */
  readonly efConstruction?: number;
  /** Width of a search unless it says otherwise; default 64. */
  readonly efSearch?: number;
  /** Draws the levels; default 0. */
  readonly seed?: number;
  /** Most memory the index may take, in bytes; default and at most 4 GiB. */
  readonly maxBytes?: number;
}

export interface HnswSearchOptions {
  /** Only ids in this bitmap are found. */
  readonly filter?: IdBitmap;
  readonly efSearch?: number;
}

/** What a file says besides. */
export interface RestoreOptions extends HnswOptions {
  /** Share of rows whose highest level is 0, 1, …, to the file's bits. */
  readonly levelShares: Float64Array;
}

/** A graph as files hold it. Rows are those of `vectors`, in order. */
export interface StoredGraph {
  /** Highest level of each row, shape [n]. */
  readonly levels: Int32Array;
  /** Of each row the links of level 0 (2 m), level 1 (m), …: positions, -1 behind the last. */
  readonly links: Int32Array;
  /** Position that searches start from; -1 without rows. */
  readonly entry: number;
  readonly topLevel: number;
}

/**
 * Approximate nearest vectors by a graph (HNSW, Malkov and Yashunin 2018): a search looks at some thousand of the
 * vectors. For more than some 200,000 of them; below, `VectorIndex` is exact and fast enough.
 *
 * Ids are given in ascending order and stay. Deleted vectors are passed through but not found, until `compact`
 * rebuilds the graph. The graph depends on the vectors, their order and ids, and the seed alone. Where a filter or
 * deletions leave so few vectors that looking at each is less work, each is looked at.
 */
export class HnswIndex {
  readonly dimension: number;
  readonly metric: Metric;
  readonly m: number;
  readonly efConstruction: number;
  readonly efSearch: number;
  /** Share of rows whose highest level is 0, 1, …. */
  readonly levelShares: Float64Array;
  readonly #seed: number;
  readonly #maxBytes: number;
  readonly #ids = new IdList();
  #graph: HnswGraph;

  /** @throws `vectors.bad-option` */
  constructor(
    {
      dimension,
      metric,
      m = 16,
      efConstruction = 200,
      efSearch = 64,
      seed = 0,
      maxBytes = Infinity,
    }: HnswOptions,
    shares?: Float64Array,
  ) {
    checkDimension(dimension);
    checkWhole("efConstruction", efConstruction);
    checkWhole("efSearch", efSearch);
    if (!Number.isInteger(m) || m < 2 || m > 512) {
      const expected = "a whole number from 2 to 512";
      throw vectorError("vectors.bad-option", { option: "m", found: m, expected });
    }
    this.dimension = dimension;
    this.metric = metric;
    this.m = m;
    this.efConstruction = efConstruction;
    this.efSearch = efSearch;
    this.levelShares = shares ?? levelShares(m);
    this.#seed = seed;
    this.#maxBytes = maxBytes;
    this.#graph = this.#emptyGraph();
  }

  /** An index of rows whose links are known already: from a file. */
  static restore(
    options: RestoreOptions,
    vectors: Float32Array,
    graph: StoredGraph,
    ids?: ArrayLike<number>,
  ): HnswIndex {
    const index = new HnswIndex(options, options.levelShares);
    const rows = checkedRows(vectors, index.dimension, index.metric);
    const given = index.#ids.next(graph.levels.length, ids);
    index.#graph.appendLinked(rows, graph.levels, graph.links, graph.entry, graph.topLevel);
    index.#ids.append(given);
    return index;
  }

  /** Vectors that can be found. */
  get count(): number {
    return this.#ids.count;
  }
  /** Deleted vectors that are still in the graph, until `compact`. */
  get deletedCount(): number {
    return this.#ids.deleted;
  }
  /** Memory held, in bytes. */
  get heldBytes(): number {
    return this.#graph.heldBytes;
  }

  /**
   * Add vectors and link them into the graph.
   *
   * @param vectors shape [n, dimension], row-major
   * @param ids ascending, each larger than any before; left out, the index counts on
   * @returns the ids, shape [n]
   * @throws `vectors.dimension`, `vectors.not-finite`, `vectors.too-long`, `vectors.zero`, `vectors.id-order`,
   *   `vectors.memory`; nothing is added then
   */
  add(vectors: Float32Array, ids?: ArrayLike<number>): Int32Array {
    const rows = checkedRows(vectors, this.dimension, this.metric);
    const given = this.#ids.next(rows.length / this.dimension, ids);
    this.#graph.append(rows, this.#levels(given), this.efConstruction);
    this.#ids.append(given);
    return given;
  }

  /** Replace a vector, keeping its id, and link it anew. @throws as `add`, and `vectors.unknown-id` */
  update(id: number, vector: Float32Array): void {
    const position = this.#ids.positionOf(id);
    this.#graph.replace(position, checkedRow(vector, this.dimension, this.metric), this.efConstruction);
  }

  /** Delete a vector; its id is never given again. @throws `vectors.unknown-id` */
  delete(id: number): void {
    this.#ids.remove(this.#ids.positionOf(id));
  }

  /** Whether the id can be found. */
  has(id: number): boolean {
    return this.#ids.find(id) >= 0;
  }

  /** The vector as it is scored: of length 1 for the cosine. @throws `vectors.unknown-id` */
  vector(id: number): Float32Array {
    return this.#graph.row(this.#ids.positionOf(id));
  }

  /** Ids of all vectors, ascending. */
  ids(): Int32Array {
    return this.#ids.live();
  }

  /** All vectors in the order of `ids`, shape [count, dimension]. */
  vectors(): Float32Array {
    const all = new Float32Array(this.count * this.dimension);
    this.#ids
      .livePositions()
      .forEach((position, i) => all.set(this.#graph.row(position), i * this.dimension));
    return all;
  }

  /** Build the graph anew without the deleted vectors. Ids stay. Takes the memory of both graphs for a moment. */
  compact(): void {
    if (this.deletedCount === 0) return;
    const graph = this.#emptyGraph();
    graph.append(this.vectors(), this.#levels(this.ids()), this.efConstruction);
    this.#graph = graph;
    this.#ids.compact(() => undefined);
  }

  /** The links, for files. @throws `vectors.faiss-deleted` while deleted vectors are in the graph */
  storedGraph(): StoredGraph {
    if (this.deletedCount > 0) throw vectorError("vectors.faiss-deleted", { deleted: this.deletedCount });
    const levels = Int32Array.from({ length: this.count }, (_, position) => this.#graph.level(position));
    const links = new Int32Array(levels.reduce((sum, level) => sum + (level + 2) * this.m, 0));
    let at = 0;
    levels.forEach((level, position) => {
      for (let l = 0; l <= level; l++) {
        const part = this.#graph.links(position, l);
        links.set(part, at);
        at += part.length;
      }
    });
    return { levels, links, entry: this.#graph.entry, topLevel: this.#graph.topLevel };
  }

  /**
   * The k nearest vectors of each query, or nearly so.
   *
   * @param queries shape [queries, dimension], row-major
   * @throws `vectors.too-few` when the index holds fewer than k; as `add` for bad queries
   */
  search(queries: Float32Array, k: number, options: HnswSearchOptions = {}): Neighbours {
    checkWhole("k", k);
    if (k > this.count) throw vectorError("vectors.too-few", { k, count: this.count });
    const efSearch = options.efSearch ?? this.efSearch;
    checkWhole("efSearch", efSearch);
    const rows = checkedRows(queries, this.dimension, this.metric);
    const found = noNeighbours(rows.length / this.dimension, k);
    const { masks, count } = allowedRows(this.#ids, options.filter);
    if (count === 0) return found;
    // So wide that about ef of what is found is allowed. A row opened costs up to 2 m scores.
    const ef = Math.ceil((Math.max(efSearch, k) * this.#ids.length) / count);
    const byGraph = count > ef * 2 * this.m;
    for (let q = 0; q < found.ids.length / k; q++) {
      const query = rows.subarray(q * this.dimension, (q + 1) * this.dimension);
      const near = byGraph ? this.#allowed(this.#graph.search(query, ef), masks) : null;
      const enough = near !== null && near.positions.length >= Math.min(k, count);
      this.#collect(enough ? near : this.#graph.scan(query, Math.min(k, count), masks), q * k, found);
    }
    return found;
  }

  #allowed({ positions, scores }: FoundRows, masks: readonly (Uint8Array | null)[]): FoundRows {
    const isAllowed = (position: number): boolean => {
      const mask = masks[position >> 10];
      return mask == null || ((mask[(position & 1023) >> 3]! >> (position & 7)) & 1) === 1;
    };
    return {
      positions: positions.filter(isAllowed),
      scores: scores.filter((_, i) => isAllowed(positions[i]!)),
    };
  }

  #collect({ positions, scores }: FoundRows, at: number, { ids, scores: out, k }: Neighbours): void {
    for (let i = 0; i < Math.min(k, positions.length); i++) {
      ids[at + i] = this.#ids.idAt(positions[i]!);
      out[at + i] = this.metric === "l2" ? -scores[i]! : scores[i]!;
    }
  }

  #levels(ids: Int32Array): Int32Array {
    return ids.map((id) => levelOf(id, this.#seed, this.m, this.levelShares.length - 1));
  }

  #emptyGraph(): HnswGraph {
    return new HnswGraph(this.dimension, this.m, this.metric === "l2", this.#maxBytes);
  }
}
