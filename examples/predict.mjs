// Open a model that `soma train` has published, and predict rows of one's own with it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { published } from "soma-edge/models";

const folder = mkdtempSync(join(tmpdir(), "soma-example-"));
try {
  // What a book weighs, by its pages and its paper. Any table will do.
  const papers = { bible: 0.9, offset: 1.9, art: 2.6 };
  const rows = Array.from({ length: 400 }, (_, i) => {
    const pages = 80 + ((i * 37) % 600);
    const paper = Object.keys(papers)[i % 3];
    return `${pages},${paper},${((pages * papers[paper]) / 1000 + 0.1 + (i % 7) / 500).toFixed(3)}`;
  });
  writeFileSync(join(folder, "books.csv"), ["pages,paper,weight", ...rows].join("\n"));
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({ model_name: "weight", model: "boosted-trees" }),
  );
  const words = ["--data", "books.csv", "--target", "weight", "--config", "config.json", "--trials", "0"];
  const soma = new URL("../bin/soma.mjs", import.meta.url).pathname;
  execFileSync(process.execPath, [soma, "train", "regression", ...words], { cwd: folder, stdio: "ignore" });

  const read = (path) => readFile(join(folder, path)).catch(() => undefined);
  const model = await published.open("weight", read);
  console.log(`${model.name} ${model.version} predicts numbers`);
  const books = [
    { pages: 450, paper: "offset" },
    { pages: 300, paper: "art" },
    { pages: 300, paper: "velum" },
  ];
  for await (const { columns, unknown } of model.predict(books)) {
    const [value, low, high] = columns.map(({ values }) => values);
    books.forEach(({ pages }, i) => {
      const interval = `${low[i].toFixed(2)} to ${high[i].toFixed(2)}`;
      console.log(`${pages} pages: ${value[i].toFixed(2)} kg, with 90 % probability ${interval}`);
    });
    for (const { found, row } of unknown) console.log(`The model does not know "${found}", row ${row}`);
  }
  // Where the input is wrong, the error says what was found and what to do.
  const wrong = model.predict([{ page: 450, paper: "offset" }]);
  await wrong.next().catch((error) => console.log(`${error.message} ${error.remedy}`));
} finally {
  rmSync(folder, { recursive: true });
}
