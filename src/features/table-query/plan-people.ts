import type { TablePlan } from "../../domain/table-query.ts";
import { EVERYTHING, queryPlan, unknownName } from "./planned.ts";
import { find, phrase, typedIn, wordsIn, type Question } from "./question-text.ts";
import { nameWords } from "./question-tokens.ts";
import type { ShopTable } from "./shop-table.ts";

/** "Which authors are called Brown", "how many writers are named Smith", "gibt es Autoren namens Meyer". */
const CALLED = phrase(
  "(?:(?<counts>how many|number of|wie viele|combien d) )?(?:[^|]*? )?(?:authors?|writers?|autoren|autor|autorinnen|autorin|auteurs?) (?:[^|]*? )?(?:called|named|by the name of|with the (?:last |sur|family |first )?(?:name|surname)(?: of)?|namens|heissen|s appellent|appeles?|nommes?) (?<n>[^|]+?)(?: (?:are there|do you have|do we have|have we|haben wir|gibt es|avez vous))?(?=$| \\|)",
);

/**
 * Plan a question for the authors of a name: each author whose name has its words, with how many titles. null: it asks
 * for none.
 */
export function planPeople(table: ShopTable, question: Question): TablePlan | null {
  const found = find(question, CALLED);
  const authors = table.names.get("author");
  if (found === null || authors === undefined) return null;
  const slot = found.spans["n"]!;
  const wanted = wordsIn(question, slot);
  const values = authors.values.filter((name) => {
    const words = new Set(nameWords(name));
    return wanted.every((word) => words.has(word));
  });
  if (values.length === 0) return unknownName(table, "author", typedIn(question, slot), wanted);
  const filters = [{ field: "author", is: "one-of", values } as const];
  return found.words["counts"] === undefined
    ? queryPlan(
        {
          ...EVERYTHING,
          filters,
          result: { kind: "count" },
          groupBy: "author",
          sort: { field: "titles", descending: true },
        },
        0.95,
        [],
      )
    : queryPlan({ ...EVERYTHING, filters, result: { kind: "distinct", field: "author" } }, 0.95, []);
}
