import { readFormat } from "./edition-text.ts";
import { isbn13Of } from "./isbn.ts";
import { readLanguage } from "./language-text.ts";
import { OnixNode, type OnixElement } from "./onix-element.ts";
import { onixAuthors, onixPrice, onixSeries, onixSubjects, onixTitle } from "./onix-parts.ts";

/** What a message says once for all its products. */
export interface OnixHeader {
  readonly sender: string;
  readonly language: string;
  /** In which prices are given that name none, and the one taken where a product has several; "" where unknown. */
  readonly currency: string;
}

/** A product as a shop's catalogue needs it. Texts are plain; "" and null are unknown. */
export interface OnixProduct {
  /** Whether the sender takes the product back (notification type 05). */
  readonly isRemoved: boolean;
  /** ISBN-13, else the GTIN, else the sender's own number. */
  readonly itemId: string;
  readonly isbn: string | null;
  readonly title: string;
  readonly authors: readonly string[];
  readonly year: string;
  readonly genre: string;
  readonly subjects: readonly string[];
  /** As it is written, with a point: "12.99". */
  readonly price: string;
  readonly currency: string;
  readonly description: string;
  readonly pages: string;
  readonly language: string | null;
  readonly series: { readonly name: string; readonly number: string } | null;
  readonly ageFrom: string;
  readonly format: string | null;
  readonly publisher: string;
  readonly availability: string;
}

/** Code list 150, by its first letter or both: what a shop calls the form of a product. */
const FORMS: Readonly<Record<string, string>> = {
  A: "audiobook",
  B: "book",
  BB: "hardback",
  BC: "paperback",
  BE: "spiral bound",
  BH: "board book",
  C: "map",
  D: "digital",
  E: "ebook",
  P: "stationery",
  PC: "calendar",
  V: "video",
  Z: "merchandise",
};
/** Code list 163, publication of this edition first. */
const DATE_ROLES = ["01", "19", "11", "20"];
/** Code list 153: description, short description, back cover copy. */
const TEXT_TYPES = ["03", "02", "12", "30"];
/** Code list 23: main content, content, and total pages. */
const PAGE_EXTENTS = ["00", "11", "07", "06", "05", "08"];

/** The header of a message. @param element `Header`, or null where the message has none */
export function onixHeader(element: OnixElement | null): OnixHeader {
  const node = element === null ? null : new OnixNode(element);
  return {
    sender: node?.text("Sender/SenderName") ?? "",
    language: node?.text("DefaultLanguageOfText") ?? "",
    currency: (node?.text("DefaultCurrencyCode") ?? "").toUpperCase(),
  };
}

/**
 * What a product of ONIX 3.0 says, with reference names or short tags.
 *
 * @param element `Product`, whose texts are plain: markup in them was read before
 * @see EDItEUR, ONIX for Books release 3.0, groups P.1 to P.26; code lists, issue 65
 */
export function onixProduct(element: OnixElement, header: OnixHeader): OnixProduct {
  const product = new OnixNode(element);
  const ids = new Map(
    product.all("ProductIdentifier").map((id) => [id.text("ProductIDType"), id.text("IDValue")]),
  );
  const isbn =
    isbn13Of(ids.get("15") ?? "") ?? isbn13Of(ids.get("03") ?? "") ?? isbn13Of(ids.get("02") ?? "");
  const detail =
    product.all("DescriptiveDetail")[0] ?? new OnixNode({ name: "", attributes: {}, content: [] });
  const { genre, subjects } = onixSubjects(detail);
  const { price, currency } = onixPrice(product, header.currency);
  return {
    isRemoved: product.text("NotificationType") === "05",
    itemId: isbn ?? (ids.get("03") || ids.get("15") || ids.get("01") || ""),
    isbn,
    title: onixTitle(detail),
    authors: onixAuthors(detail),
    year: yearOf(product),
    genre,
    subjects,
    price,
    currency,
    description: textOf(product),
    pages: pagesOf(detail),
    language: readLanguage(languageOf(detail) || header.language),
    series: onixSeries(detail),
    ageFrom: ageOf(detail),
    format: formatOf(detail),
    publisher: publisherOf(product),
    availability: availabilityOf(product),
  };
}

function yearOf(product: OnixNode): string {
  const dates = product.all("PublishingDetail/PublishingDate");
  for (const role of DATE_ROLES) {
    const date = dates.find((one) => one.text("PublishingDateRole") === role);
    const year = /^\d{4}/.exec(date?.text("Date") ?? "")?.[0];
    if (year !== undefined) return year;
  }
  return "";
}

function textOf(product: OnixNode): string {
  const texts = product.all("CollateralDetail/TextContent");
  for (const type of TEXT_TYPES) {
    const text = texts.find((one) => one.text("TextType") === type)?.text("Text") ?? "";
    if (text !== "") return text;
  }
  return "";
}

function pagesOf(detail: OnixNode): string {
  const extents = detail.all("Extent").filter((extent) => extent.text("ExtentUnit") === "03");
  for (const type of PAGE_EXTENTS) {
    const value = extents.find((extent) => extent.text("ExtentType") === type)?.text("ExtentValue") ?? "";
    if (/^\d+$/.test(value)) return value;
  }
  return "";
}

function languageOf(detail: OnixNode): string {
  const text = detail.all("Language").find((language) => language.text("LanguageRole") === "01");
  return text?.text("LanguageCode") ?? "";
}

/** Code list 30: 17 and 18 are ages in years; list 31: 01 exactly, 03 from. */
function ageOf(detail: OnixNode): string {
  for (const range of detail.all("AudienceRange")) {
    if (!["17", "18"].includes(range.text("AudienceRangeQualifier"))) continue;
    const values = range.all("AudienceRangeValue");
    const from = range
      .all("AudienceRangePrecision")
      .findIndex((precision) => ["01", "03"].includes(precision.ownText));
    if (from >= 0) return values[from]?.ownText ?? "";
  }
  return "";
}

function formatOf(detail: OnixNode): string | null {
  const form = detail.text("ProductForm").toUpperCase();
  const words = FORMS[form] ?? (FORMS[form[0] ?? ""] === "digital" ? "ebook" : FORMS[form[0] ?? ""]);
  return words === "book" || words === undefined
    ? (readFormat(detail.text("ProductFormDescription")) ?? words ?? null)
    : words;
}

function publisherOf(product: OnixNode): string {
  const publishers = product.all("PublishingDetail/Publisher");
  const main = publishers.find((publisher) => publisher.text("PublishingRole") === "01") ?? publishers[0];
  return main?.text("PublisherName") || product.text("PublishingDetail/Imprint/ImprintName");
}

/** Code lists 65 (what the supplier says) and 64 (what the publisher says). */
function availabilityOf(product: OnixNode): string {
  const supplied = product
    .all("ProductSupply/SupplyDetail/ProductAvailability")
    .map((availability) => availability.ownText);
  if (supplied.some((code) => code.startsWith("2"))) return "available";
  if (supplied.some((code) => code.startsWith("1"))) return "forthcoming";
  const status = product.text("PublishingDetail/PublishingStatus");
  if (supplied.includes("51") || status === "07") return "out of print";
  if (supplied.some((code) => /^[345]/.test(code)) || ["01", "03", "05", "06", "08", "11"].includes(status)) {
    return "unavailable";
  }
  return status === "04" ? "available" : status === "02" ? "forthcoming" : "";
}
