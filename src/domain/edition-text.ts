/** Format | words for it in English, German, French, Spanish, Italian and Dutch, without accents, and ONIX codes. */
const FORMATS = wordTable([
  "hardback|hardback hardcover hardbound cloth casebound bb gebunden gebundene festeinband leinen pappband relie dura rilegato gebonden",
  "paperback|paperback softcover softback pb mass trade bc taschenbuch tb broschiert broschur kartoniert broche poche blanda rustica bolsillo brossura tascabile",
  "audiobook|audiobook audiobooks audio cd mp3 aa ab ac ae aj an horbuch audiolivre audiolibro luisterboek",
  "ebook|ebook ebooks epub kindle digital ea eb ec ed electronic elektronisch numerique electronico",
  "board book|bh pappbilderbuch",
  "spiral bound|spiral be spiralbindung",
]);

/** Availability | words for it, as above; what denies comes before what is denied. */
const AVAILABILITY = wordTable([
  "out of print|oop vergriffen epuise agotado esaurito uitverkocht withdrawn cancelled",
  "forthcoming|forthcoming yet noch preorder announced nyp vorbestellbar angekundigt paraitre proximamente verwacht",
  "unavailable|unavailable not nicht non no niet out unlieferbar indisponible",
  "available|available active stock lieferbar disponible disponibile leverbaar verfugbar ip",
]);

/**
 * The format that a word means: "hardback", "paperback", "ebook", "audiobook", "board book" or "spiral bound"; another
 * word in lower case as it is; null for "".
 */
export function readFormat(text: string): string | null {
  return wordIn(text, FORMATS);
}

/** "available", "forthcoming", "unavailable" or "out of print"; another word in lower case as it is; null for "". */
export function readAvailability(text: string): string | null {
  return wordIn(text, AVAILABILITY);
}

type WordTable = readonly (readonly [meaning: string, words: ReadonlySet<string>])[];

function wordTable(lines: readonly string[]): WordTable {
  return lines.map((line) => {
    const [meaning, words] = line.split("|");
    return [meaning!, new Set(words!.split(" "))];
  });
}

function wordIn(text: string, table: WordTable): string | null {
  const plain = text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .trim();
  if (plain === "") return null;
  const words = plain
    .replace(/\b(e|audio|hard|soft|paper)[ -](books?|backs?|cover)\b/g, "$1$2")
    .split(/[^\p{L}\p{N}]+/u);
  const joined = words.join(" ");
  // Two letters are a code where they stand alone: "AN" is one, "an" in a sentence is not.
  const isIn = (word: string, known: ReadonlySet<string>): boolean =>
    known.has(word) && (word.length > 2 || words.length === 1 || word === "no");
  // The whole text first: "board book" and "out of print" are more than their words.
  return (
    table.find(([meaning]) => meaning === joined)?.[0] ??
    table.find(([, known]) => words.some((word) => isIn(word, known)))?.[0] ??
    text.trim().toLowerCase().normalize("NFC")
  );
}
