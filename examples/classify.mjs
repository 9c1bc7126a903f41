// Learn from a table which titles are returned, and predict rows that were not learned from.
import { classification, fitContext, modelOptions } from "soma-edge/models";

const formats = ["hardback", "paperback", "audio"];
const rows = 600;
const price = Float64Array.from({ length: rows }, (_, row) => 5 + ((row * 37) % 250) / 10);
const format = Int32Array.from({ length: rows }, (_, row) => (row * 13) % 3);
// Dear hardbacks come back; some others do, too.
const returned = Float64Array.from({ length: rows }, (_, row) =>
  (format[row] === 0 && price[row] > 15) || row % 17 === 0 ? 1 : 0,
);
const table = (from, to) => ({
  rows: to - from,
  columns: [
    { kind: "numeric", name: "price", values: price.slice(from, to) },
    { kind: "category", name: "format", values: format.slice(from, to), categories: formats },
  ],
});
const known = 450;
const data = { ...table(0, known), target: returned.slice(0, known), classes: ["kept", "returned"] };

for (const id of classification.ids) {
  const model = await classification.load(id);
  const state = await model.fit(data, modelOptions(model), fitContext(1));
  const { probabilities } = model.predict(state, table(known, rows));
  let right = 0;
  for (let row = 0; row < rows - known; row++) {
    right += Number(probabilities[2 * row + 1] > 0.5) === returned[known + row] ? 1 : 0;
  }
  console.log(`${model.label.padEnd(24)} ${((100 * right) / (rows - known)).toFixed(1)} % of new rows right`);
}
