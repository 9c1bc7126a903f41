import { describe, it } from "vitest";
import { CONTENT_FIELDS } from "../../src/features/item-content.ts";
import { csrFromEntries } from "../../src/math/sparse/csr-matrix.ts";
import { modelOptions } from "../../src/models/options.ts";
import { content } from "../../src/models/recommendation/content/index.ts";
import { expectClose, fitContext, readGolden } from "./golden-case.ts";

const golden = readGolden<{ documents: string[][]; cosines: number[][] }>("content");
const { documents, cosines } = golden.cases["tfidf"]!;

describe(`the content model beside ${golden.library}`, () => {
  it("gives the cosines of TF-IDF vectors", () => {
    const names = [...new Set(documents.flat())];
    const entries = documents.flatMap((words, row) =>
      words.map((word) => [row, names.indexOf(word)] as const),
    );
    const terms = csrFromEntries(
      documents.length,
      names.length,
      entries.map(([row]) => row),
      entries.map(([, column]) => column),
    );
    const termFields = new Uint8Array(names.length).fill(CONTENT_FIELDS.indexOf("description"));
    const itemCount = documents.length;
    const interactions = {
      userCount: 0,
      itemCount,
      rowStart: new Int32Array(1),
      items: new Int32Array(0),
      strengths: new Float32Array(0),
      ordered: false,
    };
    const options = modelOptions(content, { commonShare: 1, description: 1, topK: itemCount });
    const data = { interactions, content: { terms, termNames: names, termFields, vectors: null } };
    const state = content.fit(data, options, fitContext());
    cosines.forEach((row, item) => {
      const history = { items: Int32Array.of(item), strengths: Float32Array.of(1) };
      const { scores } = content.predict(state, { history });
      // A title is not its own neighbour.
      expectClose(
        scores,
        row.map((cosine, other) => (other === item ? 0 : cosine)),
        golden.tolerance,
      );
    });
  });
});
