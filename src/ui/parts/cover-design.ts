/** Light and dark of one colour. */
type Tone = readonly [light: string, dark: string];

/** A cloth and what is printed on it. */
export interface Cloth {
  readonly name: string;
  readonly ground: Tone;
  /** Letters on the ground. */
  readonly ink: Tone;
  /** Ornament and rules on the ground. */
  readonly trim: Tone;
}

/** Paper of labels and bands, and the letters on it. */
export const PAPER: { readonly ground: Tone; readonly ink: Tone } = {
  ground: ["#f5ecd8", "#d8ccb0"],
  ink: ["#2a231a", "#231d15"],
};

/** In the dark the pale cloths are dimmed, so that a wall of covers does not glare. */
export const CLOTHS: readonly Cloth[] = [
  cloth("forest", ["#1f4d3f", "#1d463a"], ["#f7f0dd", "#efe6d0"], ["#d6b56c", "#cba85c"]),
  cloth("oxblood", ["#6a2424", "#5f2222"], ["#f9efe1", "#f0e2d0"], ["#dfab70", "#d19c60"]),
  cloth("navy", ["#22385d", "#213553"], ["#f4f0e5", "#e9e3d3"], ["#cdae68", "#c2a25a"]),
  cloth("plum", ["#4e2c4c", "#472a46"], ["#f6edf0", "#ecdfe4"], ["#d5a8b8", "#c899aa"]),
  cloth("slate", ["#36434a", "#323e45"], ["#f3f0e9", "#e8e3d8"], ["#b9c6b6", "#a9b8a6"]),
  cloth("sienna", ["#7a4420", "#6b3d1f"], ["#fcf1e0", "#f3e3cb"], ["#efc98f", "#e0b87b"]),
  cloth("ochre", ["#d9b45b", "#b08f41"], ["#2b2110", "#1f180a"], ["#6d4210", "#432805"]),
  cloth("bone", ["#ebe1cb", "#c3b698"], ["#2c241a", "#251e15"], ["#8a3a2a", "#722b1d"]),
  cloth("sage", ["#b8c6aa", "#8f9f80"], ["#1f291b", "#182014"], ["#3b5836", "#29401f"]),
  cloth("rose", ["#dab3a8", "#b58b80"], ["#331c17", "#26130f"], ["#7a2d27", "#571b17"]),
];

function cloth(name: string, ground: Tone, ink: Tone, trim: Tone): Cloth {
  return { name, ground, ink, trim };
}

/** How the parts lie on the cover: in a frame, on a paper label, or on a band of paper. */
export const LAYOUTS = ["frame", "label", "band"] as const;
export type CoverLayout = (typeof LAYOUTS)[number];

export interface CoverDesign {
  readonly cloth: Cloth;
  readonly layout: CoverLayout;
  /** Size of the title's letters in hundredths of the cover's width. */
  readonly titleSize: number;
  /** SVG path of the ornament in a box of 100 × 60, drawn as lines. */
  readonly ornament: string;
}

/**
 * The cover of a book, from its words alone: the same everywhere and always. Books of one author share a cloth, as
 * the volumes of an edition do; layout and ornament are the title's own.
 */
export function coverDesign(title: string, author: string): CoverDesign {
  const byTitle = textHash(title);
  const layout = LAYOUTS[byTitle % LAYOUTS.length]!;
  return {
    cloth: CLOTHS[textHash(author === "" ? title : author) % CLOTHS.length]!,
    layout,
    titleSize: titleSize(title, layout),
    ornament: ORNAMENTS[(byTitle >>> 4) % ORNAMENTS.length]!(byTitle >>> 8),
  };
}

/** FNV-1a over UTF-16, mixed so that the low bits differ for texts that differ at the end. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/** Mean width of a letter of the serif in ems, wide enough for capitals among them. */
const LETTER = 0.55;
const LINE = 1.14;
/** Width and height for the title, in hundredths of the cover's width. */
const ROOM: Readonly<Record<CoverLayout, readonly [width: number, height: number]>> = {
  frame: [76, 56],
  label: [66, 46],
  band: [84, 44],
};

/** The largest letters with which the longest word fits a line, and all lines their room. */
function titleSize(title: string, layout: CoverLayout): number {
  const [width, height] = ROOM[layout];
  const words = title.split(/[\s-]+/);
  for (let size = 17; size > 6; size -= 0.5) {
    let lines = 1;
    let used = 0;
    for (const word of words) {
      const length = word.length * LETTER * size;
      if (used > 0 && used + length > width) {
        lines++;
        used = 0;
      }
      used += length + 0.3 * size;
      if (length > width) lines = Infinity;
    }
    if (lines * LINE * size <= height) return size;
  }
  return 6;
}

const at = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

const ORNAMENTS: readonly ((seed: number) => string)[] = [rosette, waves, lattice, sun, sprig, stars];

/** Petals about a centre, a ring within. */
function rosette(seed: number): string {
  const petals = 5 + (seed % 8);
  const width = Math.PI / petals;
  let path = "";
  for (let i = 0; i < petals; i++) {
    const angle = (2 * Math.PI * i) / petals - Math.PI / 2;
    const on = (radius: number, turn: number): string =>
      at(50 + radius * Math.cos(angle + turn), 30 + radius * Math.sin(angle + turn));
    path += `M${on(8, 0)}Q${on(20, width)} ${on(27, 0)}Q${on(20, -width)} ${on(8, 0)}`;
  }
  return `${path}M45 30a5 5 0 1 0 10 0a5 5 0 1 0 -10 0`;
}

/** Lines of water. */
function waves(seed: number): string {
  const lines = 3 + (seed % 3);
  const crests = 3 + ((seed >>> 3) % 3);
  const step = 80 / crests;
  return Array.from({ length: lines }, (_, line) => {
    const y = 30 + (line - (lines - 1) / 2) * 11;
    return `M${at(10, y)}${`q${at(step / 4, -9)} ${at(step / 2, 0)}t${at(step / 2, 0)}`.repeat(crests)}`;
  }).join("");
}

/** Diamonds in rows. */
function lattice(seed: number): string {
  const columns = 4 + (seed % 3);
  const step = 80 / columns;
  let path = "";
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < columns - (row % 2); column++) {
      const x = 10 + step * (column + (row % 2 === 1 ? 1 : 0.5));
      const y = 16 + 14 * row;
      path += `M${at(x, y - 11)}L${at(x + step / 2 - 1, y)}L${at(x, y + 11)}L${at(x - step / 2 + 1, y)}Z`;
    }
  }
  return path;
}

/** A sun over a horizon, with rays. */
function sun(seed: number): string {
  const rays = 7 + 2 * (seed % 4);
  let path = "M10 50H90M34 50a16 16 0 0 1 32 0M40 50a10 10 0 0 1 20 0";
  for (let i = 1; i < rays; i++) {
    const angle = (Math.PI * i) / rays;
    const far = i % 2 === 0 ? 36 : 30;
    path += `M${at(50 - 20 * Math.cos(angle), 50 - 20 * Math.sin(angle))}L${at(50 - far * Math.cos(angle), 50 - far * Math.sin(angle))}`;
  }
  return path;
}

/** A lying stem with leaves on both sides. */
function sprig(seed: number): string {
  const leaves = 4 + (seed % 3);
  let path = "M12 34Q50 24 88 30";
  for (let i = 1; i <= leaves; i++) {
    const x = 12 + (76 * i) / (leaves + 1);
    const y = 32 - 4 * Math.sin((Math.PI * i) / (leaves + 1));
    for (const side of [-1, 1]) {
      path += `M${at(x, y)}q${at(1, side * 12)} ${at(13, side * 15)}q${at(1, -side * 11)} ${at(-13, -side * 15)}`;
    }
  }
  return path;
}

/** Stars of four points, strewn on a grid. */
function stars(seed: number): string {
  let path = "";
  for (let i = 0; i < 15; i++) {
    const size = 2 + ((seed >>> (i % 16)) & 3) * 1.6;
    const x = 14 + 18 * (i % 5);
    const y = 12 + 18 * Math.floor(i / 5);
    path += `M${at(x, y - size)}Q${at(x, y)} ${at(x + size, y)}Q${at(x, y)} ${at(x, y + size)}Q${at(x, y)} ${at(x - size, y)}Q${at(x, y)} ${at(x, y - size)}`;
  }
  return path;
}
