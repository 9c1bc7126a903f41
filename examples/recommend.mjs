// Learn which titles go together from five readers' shelves, and recommend for a sixth.
import { fitContext, modelOptions, recommendation } from "soma-edge/models";

const titles = ["Emma", "Persuasion", "Middlemarch", "Moby-Dick", "Typhoon", "Lord Jim"];
const shelves = [
  [0, 1, 2],
  [0, 1],
  [1, 2],
  [3, 4, 5],
  [3, 5],
];
const interactions = {
  userCount: shelves.length,
  itemCount: titles.length,
  rowStart: Int32Array.from([0, ...shelves.map((_, u) => shelves.slice(0, u + 1).flat().length)]),
  items: Int32Array.from(shelves.flat()),
  strengths: new Float32Array(shelves.flat().length).fill(1),
  ordered: false,
};

const model = await recommendation.load("item-knn");
const state = model.fit({ interactions, content: null }, modelOptions(model), fitContext(1));
const history = { items: Int32Array.of(3), strengths: Float32Array.of(1) };
const { scores } = model.predict(state, { history });
const ranked = titles
  .map((title, item) => ({ title, score: scores[item] }))
  .filter(({ score }, item) => score > 0 && !history.items.includes(item))
  .sort((a, b) => b.score - a.score);
console.log(`A reader of ${titles[3]} may like ${ranked.map(({ title }) => title).join(", then ")}.`);
