/**
 * The models of SOMA Edge as a library: `import { forecasting } from "soma-edge/models"`.
 *
 * Everything is plain functions over typed arrays; nothing reads a clock, a file or the network. The same calls give the
 * same bytes in Node and in a browser. `published` opens what was trained before, from bytes that the caller reads.
 *
 * @module
 */
export * as classification from "./classification.ts";
export * as forecasting from "./forecasting.ts";
export * as published from "./published.ts";
export * as recommendation from "./recommendation.ts";
export * as regression from "./regression.ts";
export * as retrieval from "./retrieval.ts";
export { fitContext } from "./fit-context.ts";
export { AppError } from "../core/errors.ts";
export type { ErrorDetails, ErrorKind } from "../core/errors.ts";
export { modelOptions } from "../models/options.ts";
export type { Progress, ProgressSink } from "../core/progress.ts";
export type { Random } from "../core/random.ts";
export type {
  BooleanOption,
  ChoiceOption,
  FitContext,
  Model,
  ModelTask,
  NumberOption,
  OptionsOf,
  OptionSpec,
  OptionsSchema,
} from "../models/model.ts";
