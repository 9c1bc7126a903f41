/**
 * Hierarchical navigable small worlds (Malkov and Yashunin 2018, algorithms 1, 2, 4 and 5) over float32 rows.
 * AssemblyScript; `reference.ts` says the same plainly.
 *
 * A row's parts lie in segments of 2^shift rows, each part with a table of the segments' addresses:
 *
 *     row       float32, padded with zeros to a multiple of 16 components
 *     links     u32[2 M] neighbours on level 0, the used ones first, -1 behind
 *     upper     u32 address of the links on levels 1, 2, …, M each; 0 where the row is on level 0 only
 *     level     u32
 *     visit     u32 number of the last search that saw the row
 *
 * A search keeps the ef best rows in one list, best first, and opens the best that is not open yet; that visits what
 * the paper's two heaps visit, for what falls off the list could never be opened. Scores are "higher is better";
 * between equal scores the lower position is the better. So the graph depends on nothing but the rows, their order
 * and their levels.
 */
import { scoreScattered } from "../vectors/assembly-scores";

// Each index has its own instance, so these are fields of the index.
let rowTable: usize = 0;
let linkTable: usize = 0;
let upperTable: usize = 0;
let levelTable: usize = 0;
let visitTable: usize = 0;
let shift: u32 = 0;
let rowBytes: usize = 0;
let most: u32 = 0;
let squared: bool = false;
let visit: u32 = 0;

/** Positions to be scored four at a time; u32[2 M + 4]. */
let fresh: usize = 0;
/** Lists of (score f32, position u32 with the top bit set when opened). */
let found: usize = 0;
let kept: usize = 0;
let rivals: usize = 0;

// @ts-ignore: decorator
@inline const OPENED: u32 = 0x80000000;
// @ts-ignore: decorator
@inline const NONE: u32 = 0xffffffff;

/** Where the tables are. They move when they grow. */
export function setTables(rows: usize, links: usize, upper: usize, level: usize, visits: usize): void {
  rowTable = rows;
  linkTable = links;
  upperTable = upper;
  levelTable = level;
  visitTable = visits;
}

/** M, the metric, and a row's length. */
export function setShape(bytes: usize, segmentShift: u32, m: u32, byDistance: bool): void {
  rowBytes = bytes;
  shift = segmentShift;
  most = m;
  squared = byDistance;
}

/** Bytes of work space for lists of `ef`. */
export function workBytes(m: u32, ef: u32): usize {
  return <usize>(8 * (ef + 1) + 2 * 8 * (2 * m + 4) + 4 * (2 * m + 8) + 64);
}

/** Work space for the next calls; the list of found rows comes first. */
export function setWork(address: usize, ef: u32): void {
  found = address;
  kept = found + <usize>(8 * (ef + 1));
  rivals = kept + <usize>(8 * (2 * most + 4));
  fresh = rivals + <usize>(8 * (2 * most + 4));
}

// ---- parts of a row ------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function partAt(table: usize, position: u32, bytes: usize): usize {
  const segment = <usize>load<u32>(table + ((<usize>(position >> shift)) << 2));
  return segment + <usize>(position & ((1 << shift) - 1)) * bytes;
}

// @ts-ignore: decorator
@inline
function rowAt(position: u32): usize {
  return partAt(rowTable, position, rowBytes);
}

/** Address of the links of a row on a level, and how many there may be. */
// @ts-ignore: decorator
@inline
function linksAt(position: u32, level: u32): usize {
  if (level === 0) return partAt(linkTable, position, <usize>(8 * most));
  return <usize>load<u32>(partAt(upperTable, position, 4)) + <usize>((level - 1) * 4 * most);
}

// @ts-ignore: decorator
@inline
function roomOf(level: u32): u32 {
  return level === 0 ? 2 * most : most;
}

/** The first visit of this search? */
// @ts-ignore: decorator
@inline
function enter(position: u32): bool {
  const at = partAt(visitTable, position, 4);
  if (load<u32>(at) === visit) return false;
  store<u32>(at, visit);
  return true;
}

// @ts-ignore: decorator
@inline
function scores(p0: u32, p1: u32, p2: u32, p3: u32, query: usize): v128 {
  const r0 = rowAt(p0);
  const r1 = rowAt(p1);
  const r2 = rowAt(p2);
  const r3 = rowAt(p3);
  return squared
    ? scoreScattered(true, r0, r1, r2, r3, query, rowBytes)
    : scoreScattered(false, r0, r1, r2, r3, query, rowBytes);
}

function scoreOne(position: u32, query: usize): f32 {
  return f32x4.extract_lane(scores(position, position, position, position, query), 0);
}

// ---- lists, best first ---------------------------------------------------------------------------------------------

/** Put the pair where it belongs in a list of `count`, at most `room`. Returns where it went, or `count` if nowhere. */
function insert(list: usize, count: u32, room: u32, score: f32, position: u32): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = list + ((<usize>middle) << 3);
    const other = load<f32>(entry);
    if (other > score || (other === score && (load<u32>(entry, 4) & ~OPENED) < position)) low = middle + 1;
    else high = middle;
  }
  if (low >= room) return count;
  const at = list + ((<usize>low) << 3);
  const last = count < room ? count : room - 1;
  moveUp(at, last - low);
  store<f32>(at, score);
  store<u32>(at, position, 4);
  return low;
}

/** Move `count` pairs at `at` one place on. (`memory.copy` is slow for so few bytes.) */
// @ts-ignore: decorator
@inline
function moveUp(at: usize, count: u32): void {
  let end = at + ((<usize>count) << 3);
  for (; end >= at + 16; end -= 16) v128.store(end - 8, v128.load(end - 16));
  if (end > at) store<u64>(at + 8, load<u64>(at));
}

// ---- search --------------------------------------------------------------------------------------------------------

/**
 * The `ef` best rows on a level that can be reached from those in `found`, into `found` (algorithm 2).
 *
 * @param count entries in `found` to start from, best first
 * @returns entries in `found`
 */
function searchLevel(query: usize, count: u32, ef: u32, level: u32): u32 {
  if (++visit === 0) visit = 1;
  for (let i: u32 = 0; i < count; i++) {
    const entry = found + ((<usize>i) << 3);
    const position = load<u32>(entry, 4) & ~OPENED;
    store<u32>(entry, position, 4);
    enter(position);
  }
  let next: u32 = 0;
  while (next < count) {
    const entry = found + ((<usize>next) << 3);
    const position = load<u32>(entry, 4);
    if (position & OPENED) {
      next++;
      continue;
    }
    store<u32>(entry, position | OPENED, 4);
    const links = linksAt(position, level);
    const room = roomOf(level);
    let freshCount: u32 = 0;
    for (let i: u32 = 0; i < room; i++) {
      const neighbour = load<u32>(links + ((<usize>i) << 2));
      if (neighbour === NONE) break;
      if (!enter(neighbour)) continue;
      store<u32>(fresh + ((<usize>freshCount) << 2), neighbour);
      freshCount++;
    }
    let lowest = next;
    for (let i: u32 = 0; i < freshCount; i += 4) {
      const at = fresh + ((<usize>i) << 2);
      const left = freshCount - i;
      const p0 = load<u32>(at);
      const p1 = left > 1 ? load<u32>(at, 4) : p0;
      const p2 = left > 2 ? load<u32>(at, 8) : p0;
      const p3 = left > 3 ? load<u32>(at, 12) : p0;
      const four = scores(p0, p1, p2, p3, query);
      for (let lane: u32 = 0; lane < 4 && lane < left; lane++) {
        const score =
          lane === 0
            ? f32x4.extract_lane(four, 0)
            : lane === 1
              ? f32x4.extract_lane(four, 1)
              : lane === 2
                ? f32x4.extract_lane(four, 2)
                : f32x4.extract_lane(four, 3);
        const newcomer = load<u32>(at + ((<usize>lane) << 2));
        if (count === ef && score < load<f32>(found + ((<usize>(ef - 1)) << 3))) continue;
        const place = insert(found, count, ef, score, newcomer);
        if (place === count && count === ef) continue;
        if (count < ef) count++;
        if (place < lowest) lowest = place;
      }
    }
    next = lowest;
  }
  return count;
}

/** Go greedily from the entry down to just above `level`; leaves one row in `found`. */
function descend(query: usize, entry: u32, fromLevel: i32, level: i32): void {
  store<f32>(found, scoreOne(entry, query));
  store<u32>(found, entry, 4);
  for (let at = fromLevel; at > level; at--) searchLevel(query, 1, 1, at);
}

/**
 * The `ef` best rows for a query, into the work space, best first.
 *
 * @returns how many; positions have their top bit set
 */
export function search(query: usize, entry: u32, topLevel: i32, ef: u32): u32 {
  descend(query, entry, topLevel, 0);
  return searchLevel(query, 1, ef, 0);
}

// ---- building ------------------------------------------------------------------------------------------------------

/**
 * Choose up to `room` of a list, best first: a row is taken unless one taken before is nearer to it than the centre
 * is (algorithm 4, as hnswlib has it). The chosen lead in `kept`.
 */
function choose(list: usize, count: u32, room: u32): u32 {
  let chosen: u32 = 0;
  for (let i: u32 = 0; i < count && chosen < room; i++) {
    const entry = list + ((<usize>i) << 3);
    const score = load<f32>(entry);
    const position = load<u32>(entry, 4) & ~OPENED;
    const row = rowAt(position);
    let good = true;
    for (let k: u32 = 0; k < chosen && good; k += 4) {
      const at = kept + ((<usize>k) << 3);
      const left = chosen - k;
      const p0 = load<u32>(at, 4);
      const p1 = left > 1 ? load<u32>(at, 12) : p0;
      const p2 = left > 2 ? load<u32>(at, 20) : p0;
      const p3 = left > 3 ? load<u32>(at, 28) : p0;
      if (v128.any_true(f32x4.gt(scores(p0, p1, p2, p3, row), f32x4.splat(score)))) good = false;
    }
    if (!good) continue;
    const at = kept + ((<usize>chosen) << 3);
    store<f32>(at, score);
    store<u32>(at, position, 4);
    chosen++;
  }
  return chosen;
}

/** Write the leading `chosen` of `kept` as a row's links. */
function writeLinks(links: usize, room: u32, chosen: u32): void {
  for (let i: u32 = 0; i < room; i++) {
    const link = i < chosen ? load<u32>(kept + ((<usize>i) << 3), 4) : NONE;
    store<u32>(links + ((<usize>i) << 2), link);
  }
}

/** Add `position` to the links of `neighbour`; where they are full, choose among all of them anew. */
function linkBack(neighbour: u32, position: u32, level: u32): void {
  const links = linksAt(neighbour, level);
  const room = roomOf(level);
  for (let i: u32 = 0; i < room; i++) {
    const at = links + ((<usize>i) << 2);
    const link = load<u32>(at);
    if (link === position) return;
    if (link === NONE) {
      store<u32>(at, position);
      return;
    }
  }
  const row = rowAt(neighbour);
  let count: u32 = 0;
  for (let i: u32 = 0; i < room; i += 4) {
    const at = links + ((<usize>i) << 2);
    const left = room - i;
    const p0 = load<u32>(at);
    const p1 = left > 1 ? load<u32>(at, 4) : p0;
    const p2 = left > 2 ? load<u32>(at, 8) : p0;
    const p3 = left > 3 ? load<u32>(at, 12) : p0;
    const four = scores(p0, p1, p2, p3, row);
    insert(rivals, count++, room + 1, f32x4.extract_lane(four, 0), p0);
    if (left > 1) insert(rivals, count++, room + 1, f32x4.extract_lane(four, 1), p1);
    if (left > 2) insert(rivals, count++, room + 1, f32x4.extract_lane(four, 2), p2);
    if (left > 3) insert(rivals, count++, room + 1, f32x4.extract_lane(four, 3), p3);
  }
  insert(rivals, count++, room + 1, scoreOne(position, row), position);
  writeLinks(links, room, choose(rivals, count, room));
}

/**
 * Link a row into the graph (algorithm 1). Its row, level and room for its links are in place. A row that is in the
 * graph already, with a new vector, gets new links; what links to it stays.
 *
 * @param entry the row that searches start from
 * @param ef width of the search (efConstruction)
 */
export function link(position: u32, entry: u32, topLevel: i32, ef: u32): void {
  const row = rowAt(position);
  const level = <i32>load<u32>(partAt(levelTable, position, 4));
  const from = min(level, topLevel);
  descend(row, entry, topLevel, from);
  let count: u32 = 1;
  for (let at = from; at >= 0; at--) {
    count = searchLevel(row, count, ef, at);
    const self = without(position, count);
    const chosen = choose(found, self, most);
    const links = linksAt(position, at);
    writeLinks(links, roomOf(at), chosen);
    // `kept` is used again by linkBack: read the links themselves.
    for (let i: u32 = 0; i < chosen; i++) linkBack(load<u32>(links + ((<usize>i) << 2)), position, at);
    // The row itself may not be the only one that the next level starts from.
    if (self > 0) count = self;
  }
}

/** Take a row out of `found`. Returns how many are left; when it was the only one it stays behind them. */
function without(position: u32, count: u32): u32 {
  let to: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = load<u64>(found + ((<usize>i) << 3));
    if ((<u32>(entry >> 32) & ~OPENED) === position) continue;
    store<u64>(found + ((<usize>to) << 3), entry);
    to++;
  }
  return to;
}
