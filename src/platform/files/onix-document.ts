import type { ByteSource, DocumentOptions, ReadDocument } from "../../core/ports.ts";
import type { OnixProduct } from "../../domain/onix.ts";
import { nameWithoutEnding, requireSize } from "./document-text.ts";
import { onixBatches } from "./onix-message.ts";
import { SectionWriter } from "./section-writer.ts";

/** Read an ONIX message as a document: each product under its title, its facts as one line, then its description. */
export async function readOnixDocument(source: ByteSource, options: DocumentOptions): Promise<ReadDocument> {
  requireSize(source);
  const writer = new SectionWriter(source.name);
  for await (const { products } of onixBatches(source, options)) {
    for (const product of products) {
      if (product.isRemoved || product.title === "") continue;
      writer.leaveAll();
      writer.heading(1, product.title);
      writer.paragraph(factsOf(product));
      for (const paragraph of product.description.split("\n\n")) writer.paragraph(paragraph);
    }
  }
  return {
    format: "onix",
    title: nameWithoutEnding(source.name),
    authors: [],
    language: null,
    sections: writer.finish("an ONIX message", "it holds no products with a title"),
    doubts: ["Import the message as a catalogue to ask for prices, authors and formats of its titles."],
  };
}

function factsOf(product: OnixProduct): string {
  const { series } = product;
  const facts: readonly (readonly [string, string])[] = [
    ["By", product.authors.join(", ")],
    ["Publisher", product.publisher],
    ["Year", product.year],
    ["Format", product.format ?? ""],
    ["Pages", product.pages],
    ["Series", series === null ? "" : `${series.name}${series.number === "" ? "" : `, ${series.number}`}`],
    ["Subjects", product.subjects.join(", ")],
    ["ISBN", product.isbn ?? ""],
  ];
  return facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ");
}
