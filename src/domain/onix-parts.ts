import type { OnixNode } from "./onix-element.ts";
import { subjectWords } from "./subject-words.ts";

/** Code list 17: who wrote it; only where nobody did, who edited it, drew it, or did anything but translate it. */
const WRITERS = /^A(?:0[1-9]|10|11|14|25|43|44|45)$/;
const EDITORS = /^[BC](?:0[12]|09|1[0-9]|2[0-9])$/;
const TRANSLATORS = new Set(["B06", "B08", "B10"]);
const ILLUSTRATORS = /^A(?:12|13|35|36)$/;
/** Code list 58: retail prices, those with tax first. */
const PRICE_TYPES = ["04", "02", "42", "44", "03", "01", "41", "43"];
/** Code list 27, the schemes by which a shop sorts, the most common first: Thema, BISAC, BIC. */
const GENRE_SCHEMES = ["93", "10", "12"];
const KEYWORDS = "20";
const MAX_SUBJECTS = 30;

/** The title with its subtitle: "Moby-Dick: or, The Whale". Of a volume without a title of its own, its series' and number. */
export function onixTitle(detail: OnixNode): string {
  const details = detail.all("TitleDetail");
  const distinctive = details.find((one) => one.text("TitleType") === "01") ?? details[0];
  const elements = distinctive?.all("TitleElement") ?? [];
  const own = elements.find((element) => element.text("TitleElementLevel") === "01");
  const title = own ? titleOf(own) : "";
  if (title !== "") return title;
  const above = elements
    .filter((element) => element !== own)
    .map(titleOf)
    .find((text) => text !== "");
  const part = own?.text("PartNumber") ?? "";
  return [above, part].filter(Boolean).join(", ");
}

function titleOf(element: OnixNode): string {
  const name =
    element.text("TitleText") ||
    [element.text("TitlePrefix"), element.text("TitleWithoutPrefix")].filter(Boolean).join(" ");
  const subtitle = element.text("Subtitle");
  return name !== "" && subtitle !== "" ? `${name}: ${subtitle}` : name;
}

/** Names in reading order ("Johann Wolfgang von Goethe"), in the order that the publisher gave them. */
export function onixAuthors(detail: OnixNode): string[] {
  const people = detail
    .all("Contributor")
    .map((node, i) => ({
      name: nameOf(node),
      roles: node.all("ContributorRole").map((role) => role.ownText),
      place: Number(node.text("SequenceNumber") || i + 1) + i / 10_000,
    }))
    .filter(({ name }) => name !== "")
    .sort((a, b) => a.place - b.place);
  const kinds: ((role: string) => boolean)[] = [
    (role) => WRITERS.test(role),
    (role) => EDITORS.test(role) && !TRANSLATORS.has(role),
    (role) => ILLUSTRATORS.test(role),
    (role) => !TRANSLATORS.has(role),
  ];
  for (const isKind of kinds) {
    const names = people.filter(({ roles }) => roles.some(isKind)).map(({ name }) => name);
    if (names.length > 0) return [...new Set(names)];
  }
  return [];
}

function nameOf(contributor: OnixNode): string {
  const parts = ["NamesBeforeKey", "PrefixToKey", "KeyNames", "NamesAfterKey", "SuffixToKey"]
    .map((name) => contributor.text(name))
    .filter((text) => text !== "");
  return (
    contributor.text("PersonName") ||
    (contributor.has("KeyNames") ? parts.join(" ") : "") ||
    turned(contributor.text("PersonNameInverted")) ||
    contributor.text("CorporateName") ||
    contributor.text("CorporateNameInverted")
  );
}

/** "Goethe, Johann Wolfgang von" as it is read. */
function turned(inverted: string): string {
  const [key, names, ...more] = inverted.split(/\s*,\s*/);
  return names === undefined || more.length > 0 ? inverted : `${names} ${key}`;
}

/** The series that a product belongs to, with its number there. */
export function onixSeries(detail: OnixNode): { name: string; number: string } | null {
  const ownNumber = detail
    .all("TitleDetail/TitleElement")
    .map((element) => element.text("PartNumber"))
    .find((number) => number !== "");
  for (const collection of detail.all("Collection")) {
    const elements = collection.all("TitleDetail/TitleElement");
    const name = elements.map(titleOf).find((text) => text !== "");
    if (name === undefined) continue;
    const part = elements.map((element) => element.text("PartNumber")).find((number) => number !== "");
    const sequence = collection.text("CollectionSequence/CollectionSequenceNumber");
    return { name, number: plainNumber(part ?? (sequence || ownNumber || "")) };
  }
  const above = detail
    .all("TitleDetail/TitleElement")
    .find((element) => ["02", "03"].includes(element.text("TitleElementLevel")));
  return above && titleOf(above) !== ""
    ? { name: titleOf(above), number: plainNumber(ownNumber ?? "") }
    : null;
}

/** "Volume 3" and "3" are the same; "" where there is no number. */
function plainNumber(text: string): string {
  return /\d+(?:\.\d+)?/.exec(text)?.[0] ?? "";
}

/** The shop's word for the main subject, and all subjects in words: headings as the sender gives them, codes as known here. */
export function onixSubjects(detail: OnixNode): { genre: string; subjects: string[] } {
  const nodes = detail.all("Subject").map((node) => ({
    scheme: node.text("SubjectSchemeIdentifier"),
    code: node.text("SubjectCode"),
    heading: node.text("SubjectHeadingText"),
    isMain: node.has("MainSubject"),
  }));
  const inOrder = [...nodes.filter((node) => node.isMain), ...nodes.filter((node) => !node.isMain)];
  const genreNode =
    inOrder.find((node) => node.isMain && GENRE_SCHEMES.includes(node.scheme)) ??
    GENRE_SCHEMES.flatMap((scheme) => inOrder.filter((node) => node.scheme === scheme))[0] ??
    inOrder.find((node) => node.heading !== "" && node.scheme !== KEYWORDS);
  const genre = genreNode ? (subjectWords(genreNode.scheme, genreNode.code) ?? genreNode.heading) : "";
  const subjects = inOrder.flatMap(({ scheme, code, heading }) => {
    if (scheme === KEYWORDS) return heading.split(/\s*[;,|]\s*/);
    return [heading || subjectWords(scheme, code) || ""];
  });
  return { genre, subjects: [...new Set(subjects.filter((text) => text !== ""))].slice(0, MAX_SUBJECTS) };
}

/**
 * The retail price: with tax where there is one, in the currency wanted where there is one.
 * @param wanted ISO 4217 code, or ""
 */
export function onixPrice(product: OnixNode, wanted: string): { price: string; currency: string } {
  const prices = product.all("ProductSupply/SupplyDetail/Price").map((node) => ({
    type: node.text("PriceType") || "02",
    amount: node.text("PriceAmount"),
    currency: (node.text("CurrencyCode") || wanted).toUpperCase(),
  }));
  const retail = prices.filter(
    ({ type, amount }) => PRICE_TYPES.includes(type) && /^\d+(?:\.\d+)?$/.test(amount),
  );
  const inCurrency = retail.filter(({ currency }) => wanted === "" || currency === wanted);
  const best = inCurrency.sort((a, b) => PRICE_TYPES.indexOf(a.type) - PRICE_TYPES.indexOf(b.type))[0];
  return { price: best?.amount ?? "", currency: best?.currency ?? "" };
}
