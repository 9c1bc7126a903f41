import { askCommand } from "./ask.ts";
import type { Command } from "./command.ts";
import { compareCommand } from "./compare.ts";
import { contributeCommand } from "./contribute.ts";
import { demoCommand } from "./demo.ts";
import { evaluateAnswersCommand } from "./evaluate-answers.ts";
import { evaluateForecastCommand } from "./evaluate-forecast.ts";
import { featureSnapshotCommands } from "./feature-snapshots.ts";
import { featuresCommand } from "./features.ts";
import { forecastCommand } from "./forecast.ts";
import { mergeContributionsCommand } from "./merge-contributions.ts";
import { evaluateRecommendationsCommand } from "./evaluate-recommendations.ts";
import { predictCommand } from "./predict.ts";
import { recommendCommand } from "./recommend.ts";
import { trainClassificationCommand, trainRegressionCommand } from "./train-table.ts";
import { runsCommands } from "./runs.ts";
import { trainCommand, trainOneCommands } from "./train.ts";

/** Every command of `soma`, in the order of its help. */
export const commands: readonly Command[] = [
  forecastCommand,
  evaluateForecastCommand,
  recommendCommand,
  evaluateRecommendationsCommand,
  askCommand,
  evaluateAnswersCommand,
  trainCommand,
  ...trainOneCommands,
  trainClassificationCommand,
  trainRegressionCommand,
  predictCommand,
  compareCommand,
  ...runsCommands,
  contributeCommand,
  mergeContributionsCommand,
  featuresCommand,
  ...featureSnapshotCommands,
  demoCommand,
];
