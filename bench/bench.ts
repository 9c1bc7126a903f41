import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { benchArguments } from "./arguments.ts";
import { rowsAsTable, type BenchRow } from "./rows.ts";
import type { BenchSuite } from "./suite.ts";
import { als } from "./suites/als.ts";
import { demandAccuracy } from "./suites/demand-accuracy.ts";
import { importSuite } from "./suites/import.ts";
import { m4Weekly } from "./suites/m4-weekly.ts";
import { product } from "./suites/product.ts";
  recommendation,
  recommendationTab,
