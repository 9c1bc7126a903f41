import { join } from "node:path";
import type { DemoTitle } from "../domain/demo-records.ts";
import { simulateDemoShop } from "../domain/demo-shop.ts";
import { demoFiles } from "../workflows/open-demo-shop.ts";
import type { Command, CommandTools } from "./command.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { makeFolder, replaceFile } from "./table-file.ts";

const text: CommandText = {
  name: "demo",
  summary: "write the demo shop as files: sales, catalogue and stock, as a till would export them",
  options: [
    { name: "--out", value: "FOLDER", required: true, example: "demo", help: "where the three CSV files go" },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "304 real classics; two years of trade, stock and loyalty cards are simulated from a fixed seed, so that everyone gets the same files. They are the demo shop of the app.",
  ],
  examples: ["soma demo --out demo", "soma train --data demo/demo-sales.csv --folder demo"],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const folder = given.get("--out") ?? "";
  makeFolder("--out", folder, "demo");
  const { default: catalogue } = await import("../../public/demo/catalogue.json", { with: { type: "json" } });
  const shop = simulateDemoShop(catalogue satisfies readonly DemoTitle[]);
  const files = Object.values(demoFiles(shop));
  for (const { name, text: content } of files) replaceFile(join(folder, name), content);
  tools.err(`Wrote ${files.map((file) => join(folder, file.name)).join(", ")} (simulated)\n`);
  if (given.has("--json")) {
    const summary = {
      command: "demo",
      folder,
      files: files.map((file) => file.name),
      titles: shop.titles.length,
    };
    tools.out(`${JSON.stringify({ ...summary, saleLines: shop.sales.length })}\n`);
  }
}

export const demoCommand: Command = { text, run };
