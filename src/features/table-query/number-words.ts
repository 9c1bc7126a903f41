const ONES =
  "zero null|one ein eine einen einer eins un|two zwei deux|three drei trois|four vier quatre|five funf cinq|six sechs|seven sieben sept|eight acht huit|nine neun neuf|ten zehn dix|eleven elf onze|twelve zwolf douze|thirteen dreizehn treize|fourteen vierzehn quatorze|fifteen funfzehn quinze|sixteen sechzehn seize|seventeen siebzehn|eighteen achtzehn|nineteen neunzehn|twenty zwanzig vingt";
const ORDINALS =
  "|first erste ersten erster erstes premier premiere|second zweite zweiten zweiter zweites deuxieme|third dritte dritten dritter drittes troisieme|fourth vierte vierten vierter viertes quatrieme|fifth funfte funften funfter funftes cinquieme|sixth sechste sechsten sechster sechstes sixieme|seventh siebte siebten siebter siebtes septieme|eighth achte achten achter achtes huitieme|ninth neunte neunten neunter neuntes neuvieme|tenth zehnte zehnten zehnter zehntes dixieme|eleventh elfte elften onzieme|twelfth zwolfte zwolften douzieme";

function table(lines: string): Map<string, number> {
  return new Map(
    lines
      .split("|")
      .flatMap((words, value) =>
        words === "" ? [] : words.split(" ").map((word) => [word, value] as const),
      ),
  );
}

const COUNTS = table(ONES);
const PLACES = table(ORDINALS);
const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  tausend: 1e3,
  mille: 1e3,
  m: 1e6,
  million: 1e6,
  millions: 1e6,
  millionen: 1e6,
  hundred: 100,
  hundert: 100,
  cent: 100,
  dozen: 12,
};

/** Sources of patterns: a number in digits or words, with thousands; and a place in an order. */
export const NUMBER = `(?:a |one |half a )?(?:hundred|thousand|million)|(?:\\d+(?:[.,]\\d+)*(?: \\d{3})*|${[...COUNTS.keys()].join("|")})(?: (?:${Object.keys(SCALES).join("|")}))?`;
export const PLACE = `\\d+ (?:st|nd|rd|th|te|ten|er|ere|eme|e)|${[...PLACES.keys()].join("|")}`;

/** "1,200", "1.200", "4.5", "a million", "two thousand", "100 k"; NaN for what is no number. */
export function readCount(text: string): number {
  const words = text.split(" ");
  const scale = SCALES[words.at(-1)!];
  const own = scale === undefined ? words : words.slice(0, -1);
  const value =
    own.length === 0 || own.join(" ") === "a"
      ? 1
      : own.join(" ") === "half a"
        ? 0.5
        : readDigits(own.join(""));
  return value * (scale ?? 1);
}

function readDigits(text: string): number {
  const word = COUNTS.get(text);
  if (word !== undefined) return word;
  // Three digits behind every sign: thousands; else the last sign is the decimal one.
  if (/^\d{1,3}(?:[.,]\d{3})+$/.test(text)) return Number(text.replace(/[.,]/g, ""));
  const plain = text.replace(/[.,](?=.*[.,])/g, "").replace(",", ".");
  return /^\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

/** 2 for "second", "2 nd", "zweite"; NaN for what is no place. */
export function readPlace(text: string): number {
  return PLACES.get(text) ?? (/^\d+/.test(text) ? Number.parseInt(text, 10) : NaN);
}
