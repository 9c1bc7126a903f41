import { expect, it } from "vitest";
import { readAvailability, readFormat } from "../../../src/domain/edition-text.ts";

it.each([
  ["Hardcover", "hardback"],
  ["Mass Market Paperback", "paperback"],
  ["Kindle Edition", "ebook"],
  ["E-Book", "ebook"],
  ["Audio-Book (digital)", "audiobook"],
  ["Relié", "hardback"],
  ["Board book", "board book"],
  ["BC", "paperback"],
  ["AN", "audiobook"],
  ["an Atlas", "an atlas"],
  ["Karte", "karte"],
  [" ", null],
])("reads the format %j as %j", (text, format) => {
  expect(readFormat(text)).toBe(format);
});

it.each([
  ["In stock", "available"],
  ["Not yet published", "forthcoming"],
  ["not available", "unavailable"],
  ["Out of print", "out of print"],
  ["out of stock", "unavailable"],
  ["vergriffen", "out of print"],
  ["print on demand", "print on demand"],
  ["", null],
])("reads the availability %j as %j", (text, availability) => {
  expect(readAvailability(text)).toBe(availability);
});
