/**
 * A process that trains on the files of a folder and prints, as JSON, its times and its own memory.
 *
 *     tree-training-process FOLDER whole|chunks THREADS
 */
import { bundledKernelThread, nodeSharedThreads } from "../../src/platform/node/shared-threads.ts";
import { rootMeanSquare, trainTable } from "./tree-chunks.ts";
import { readChunks, readLabels, readValues } from "./tree-files.ts";
import { TREE_FEATURES } from "./tree-table.ts";

const [folder, how, count] = process.argv.slice(2) as [string, string, string];
const labels = readLabels(folder, "train");
const rows = labels.length;
const matrix =
  how === "whole"
    ? { rows, features: TREE_FEATURES, values: readValues(folder, "train") }
    : readChunks(folder, rows);
const loaded = process.memoryUsage.rss();
const threads =
  Number(count) > 1 ? nodeSharedThreads({ entry: bundledKernelThread()!, count: Number(count) }) : null;
const { ensemble, seconds } = await trainTable(matrix, labels, threads);
const peak = process.resourceUsage().maxRSS;
const rmse = rootMeanSquare(ensemble, readValues(folder, "test"), readLabels(folder, "test"));
const memory = { loaded_mib: loaded / 2 ** 20, peak_mib: peak / 1024 };
process.stdout.write(JSON.stringify({ seconds, rmse, ...memory }));
