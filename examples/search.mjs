// Find the passage that a question is about, by its words.
import { fitContext, modelOptions, retrieval } from "soma-edge/models";

const texts = {
  "Opening hours": "The shop opens at nine. On Sundays it stays closed, except in December.",
  Returns: "A book may be returned within thirty days. Keep the receipt.",
};
const passages = Object.entries(texts).flatMap(([title, text]) =>
  retrieval.passagesOf({
    sourceId: title,
    kind: "note",
    title,
    itemId: null,
    language: "en",
    sections: [{ headings: [], text, page: null }],
  }),
);
const model = await retrieval.load("bm25");
const state = model.fit({ passages, vectors: null }, modelOptions(model), fitContext(1));
const question = "Is the shop closed on Sundays?";
const { rows } = model.predict(state, { question, vectors: null, allowed: null, k: 1 });
console.log(`${question}\n${passages[rows[0]].title}: ${passages[rows[0]].text}`);
