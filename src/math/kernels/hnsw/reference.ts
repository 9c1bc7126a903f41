/**
 * What `assembly.ts` computes, said plainly. Tests compare the graphs of both, link by link.
 */
import { best, floatScore, type Scored } from "../vectors/reference.ts";

/** Rows, their highest levels, and of each its links on each of its levels. */
export interface ReferenceGraph {
  readonly squared: boolean;
  readonly m: number;
  readonly rows: Float32Array[];
  readonly links: number[][][];
  entry: number;
}

/** Add a row that reaches up to `level` (Malkov and Yashunin 2018, algorithm 1). */
export function addRow(graph: ReferenceGraph, row: Float32Array, level: number, ef: number): void {
  const position = graph.rows.push(row) - 1;
  graph.links.push(Array.from({ length: level + 1 }, () => []));
  if (graph.entry < 0) {
    graph.entry = position;
    return;
  }
  const topLevel = graph.links[graph.entry]!.length - 1;
  const from = Math.min(level, topLevel);
  let found = descend(graph, row, from);
  for (let at = from; at >= 0; at--) {
    found = searchLevel(graph, row, found, ef, at);
    const chosen = choose(graph, found, graph.m);
    graph.links[position]![at] = chosen;
    for (const neighbour of chosen) linkBack(graph, neighbour, position, at);
  }
  if (level > topLevel) graph.entry = position;
}

/** The `ef` best rows for a query that the graph leads to, best first. */
export function searchGraph(graph: ReferenceGraph, query: Float32Array, ef: number): Scored[] {
  return searchLevel(graph, query, descend(graph, query, 0), ef, 0);
}

/** The best row just above a level, going greedily from the entry down. */
function descend(graph: ReferenceGraph, query: Float32Array, level: number): Scored[] {
  let found = [{ position: graph.entry, score: floatScore(graph.squared, graph.rows[graph.entry]!, query) }];
  for (let at = graph.links[graph.entry]!.length - 1; at > level; at--) {
    found = searchLevel(graph, query, found, 1, at);
  }
  return found;
}

/** Algorithm 2, with one list for the paper's two heaps. */
function searchLevel(
  graph: ReferenceGraph,
  query: Float32Array,
  start: readonly Scored[],
  ef: number,
  level: number,
): Scored[] {
  let found = [...start];
  const visited = new Set(found.map(({ position }) => position));
  const opened = new Set<number>();
  for (;;) {
    const next = found.find(({ position }) => !opened.has(position));
    if (next === undefined) return found;
    opened.add(next.position);
    for (const position of graph.links[next.position]![level]!) {
      if (visited.has(position)) continue;
      visited.add(position);
      const score = floatScore(graph.squared, graph.rows[position]!, query);
      found = best([...found, { position, score }], ef);
    }
  }
}

/** Algorithm 4 as hnswlib has it: a row is taken unless one taken before is nearer to it than the centre is. */
function choose(graph: ReferenceGraph, found: readonly Scored[], room: number): number[] {
  const chosen: number[] = [];
  for (const { position, score } of found) {
    if (chosen.length === room) break;
    const row = graph.rows[position]!;
    const isHidden = chosen.some((other) => floatScore(graph.squared, graph.rows[other]!, row) > score);
    if (!isHidden) chosen.push(position);
  }
  return chosen;
}

function linkBack(graph: ReferenceGraph, neighbour: number, position: number, level: number): void {
  const links = graph.links[neighbour]![level]!;
  const room = level === 0 ? 2 * graph.m : graph.m;
  if (links.length < room) {
    links.push(position);
    return;
  }
  const row = graph.rows[neighbour]!;
  const rivals = [...links, position].map((rival) => ({
    position: rival,
    score: floatScore(graph.squared, graph.rows[rival]!, row),
  }));
  graph.links[neighbour]![level] = choose(graph, best(rivals, rivals.length), room);
}
