import { lastMetric, runParams, type RunRecord } from "../domain/run.ts";
import { registryError } from "./errors.ts";

/** Whether a run is wanted. */
export type RunFilter = (run: RunRecord) => boolean;
type Value = string | number | null;

/**
 * A filter as MLflow's search has it: comparisons joined by `and`.
 *
 *     metrics.rmse < 5 and params.method = "boosted-trees" and tags.team like "shop%" and status in ("FAILED")
 *
 * Names with other signs than letters, digits, `_`, `-`, `.` and `/` stand in double quotes or backticks:
 * metrics."trial loss". Of a metric its last value counts. Unlike MLflow, a parameter is compared as a number with a number.
 *
 * @throws `runs.bad-filter` naming the place
 * @see https://mlflow.org/docs/latest/search-runs
 */
export function parseRunFilter(text: string): RunFilter {
  const reader = new FilterReader(text);
  const tests: RunFilter[] = [reader.comparison()];
  while (!reader.atEnd()) {
    reader.word("and", "and, or the end");
    tests.push(reader.comparison());
  }
  return (run) => tests.every((test) => test(run));
}

/** Whether a text means a filter and not words to look for. */
export const looksLikeFilter = (text: string): boolean =>
  /^\s*(?:(?:metrics?|params?|parameters?|tags?|attributes?|attr|run)\s*\.|[a-z_]+\s*(?:[=<>!]|(?:not\s+)?(?:i?like|in)\s*["'(]|is\s+(?:not\s+)?null))/i.test(
    text,
  );

/** An order `metrics.rmse ASC, start_time DESC`; runs without the value come last. @throws `runs.bad-filter` */
export function parseRunOrder(text: string): (a: RunRecord, b: RunRecord) => number {
  const reader = new FilterReader(text);
  const keys: { readonly valueOf: (run: RunRecord) => Value; readonly sign: 1 | -1 }[] = [];
  do {
    const valueOf = reader.identifier();
    keys.push({ valueOf, sign: reader.direction() });
  } while (reader.comma());
  reader.end();
  return (a, b) => {
    for (const { valueOf, sign } of keys) {
      const [left, right] = [valueOf(a), valueOf(b)];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return sign * compareValues(left, right);
    }
    return 0;
  };
}

/** Numbers before words, numbers in words by their value. */
function compareValues(a: string | number, b: string | number): number {
  const [left, right] = [Number(a), Number(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right) && a !== "" && b !== "") return left - right;
  const [first, second] = [String(a), String(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

const MLFLOW_STATUS = {
  running: "RUNNING",
  finished: "FINISHED",
  failed: "FAILED",
  cancelled: "KILLED",
} as const;

const ATTRIBUTES: Readonly<Record<string, (run: RunRecord) => Value>> = {
  run_id: (run) => run.run_id,
  run_name: (run) => run.name,
  name: (run) => run.name,
  experiment: (run) => run.experiment,
  status: (run) => MLFLOW_STATUS[run.status],
  start_time: (run) => run.started_at,
  created: (run) => run.started_at,
  duration_ms: (run) => run.duration_ms,
  data_hash: (run) => run.data_hash,
  code_version: (run) => run.code_version,
  device: (run) => run.device,
  environment: (run) => run.environment,
  model: (run) => (run.model === null ? null : run.model.name),
  version: (run) => run.model?.version ?? null,
  note: (run) => run.note,
};

/** Token kinds: a quoted text, a number, a word, an operator. */
const TOKEN =
  /\s*(?:(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|(?<operator><=|>=|!=|<>|=|<|>)|(?<sign>[(),])|(?<word>[^\s"'`()=<>!,]+))/y;

interface Token {
  readonly text: string;
  readonly kind: "quoted" | "operator" | "sign" | "word";
  /** Where it begins. */
  readonly at: number;
}

class FilterReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    const tokens: Token[] = [];
    for (let at = 0; at < text.trimEnd().length;) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text);
      if (match === null) throw this.#wrong(at, "a name, a comparison or a quoted text");
      const [kind, found] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)!;
      at = TOKEN.lastIndex;
      tokens.push({ kind: kind as Token["kind"], text: found, at: at - found.length });
    }
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  end(): void {
    if (!this.atEnd()) throw this.#wrong(this.#at(), "the end");
  }

  comma(): boolean {
    return this.#takes((token) => token.text === ",");
  }

  word(wanted: string, expected: string): void {
    if (!this.#takesWord(wanted)) throw this.#wrong(this.#at(), expected);
  }

  direction(): 1 | -1 {
    if (this.#takesWord("desc")) return -1;
    this.#takesWord("asc");
    return 1;
  }

  comparison(): RunFilter {
    const valueOf = this.identifier();
    if (this.#takesWord("is")) {
      const wantsNull = !this.#takesWord("not");
      this.word("null", "null");
      return (run) => (valueOf(run) === null) === wantsNull;
    }
    const negated = this.#takesWord("not");
    if (this.#takesWord("in")) {
      const values = this.#list();
      return (run) => {
        const value = valueOf(run);
        return value !== null && values.some((wanted) => isSame(value, wanted)) !== negated;
      };
    }
    for (const [operator, flags] of [
      ["like", "su"],
      ["ilike", "isu"],
    ] as const) {
      if (!this.#takesWord(operator)) continue;
      const pattern = likePattern(String(this.#value()), flags);
      return (run) => {
        const value = valueOf(run);
        return value !== null && pattern.test(String(value)) !== negated;
      };
    }
    const token = this.#tokens[this.#next];
    if (negated || token?.kind !== "operator")
      throw this.#wrong(this.#at(), "=, !=, <, <=, >, >=, LIKE, ILIKE, IN or IS NULL");
    this.#next++;
    const wanted = this.#value();
    const test = OPERATORS[token.text]!;
    return (run) => {
      const value = valueOf(run);
      return value !== null && test(value, wanted);
    };
  }

  /** `metrics.rmse`, `params."odd name"`, `status`: what of a run it means. */
  identifier(): (run: RunRecord) => Value {
    const at = this.#at();
    const token = this.#tokens[this.#next];
    if (token === undefined || (token.kind !== "word" && token.kind !== "quoted"))
      throw this.#wrong(at, "metrics.NAME, params.NAME, tags.NAME or an attribute");
    this.#next++;
    let [, group = "", name = ""] = /^([a-zA-Z]+)\.(.*)$/s.exec(token.text) ?? [];
    const quoted = this.#tokens[this.#next];
    if (group !== "" && name === "" && quoted?.kind === "quoted") {
      name = unquoted(quoted.text);
      this.#next++;
    }
    switch (group.toLowerCase()) {
      case "metric":
      case "metrics":
        return (run) => {
          const value = lastMetric(run, name);
          return Number.isNaN(value) ? null : value;
        };
      case "param":
      case "params":
      case "parameter":
      case "parameters":
        return (run) => runParams(run)[name] ?? null;
      case "tag":
      case "tags":
        return (run) => (name === "mlflow.note.content" ? run.note : (run.tags[name] ?? null));
      default: {
        const attribute = ATTRIBUTES[/^(attributes?|attr|run)$/i.test(group) ? name : token.text];
        if (attribute !== undefined) return attribute;
        const known = Object.keys(ATTRIBUTES).join(", ");
        throw this.#wrong(at, `metrics.NAME, params.NAME, tags.NAME, or one of ${known}`);
      }
    }
  }

  #list(): Value[] {
    const values: Value[] = [];
    if (!this.#takes(({ text, kind }) => kind === "sign" && text === "("))
      throw this.#wrong(this.#at(), '("a", "b")');
    do values.push(this.#value());
    while (this.comma());
    if (!this.#takes(({ text, kind }) => kind === "sign" && text === ")"))
      throw this.#wrong(this.#at(), "a comma or )");
    return values;
  }

  #value(): string | number {
    const token = this.#tokens[this.#next];
    if (token?.kind === "quoted") {
      this.#next++;
      return unquoted(token.text);
    }
    const number = Number(token?.text);
    if (token?.kind !== "word" || Number.isNaN(number))
      throw this.#wrong(this.#at(), "a number, or a text in quotes");
    this.#next++;
    return number;
  }

  #takes(fits: (token: Token) => boolean): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || !fits(token)) return false;
    this.#next++;
    return true;
  }

  #takesWord(word: string): boolean {
    return this.#takes(({ kind, text }) => kind === "word" && text.toLowerCase() === word);
  }

  #at(): number {
    return this.#tokens[this.#next]?.at ?? this.#text.length;
  }

  #wrong(at: number, expected: string): Error {
    const found = this.#text.slice(at, at + 30).trim() || "its end";
    return registryError("runs.bad-filter", { filter: this.#text, found, expected });
  }
}

const OPERATORS: Readonly<Record<string, (value: string | number, wanted: string | number) => boolean>> = {
  "=": isSame,
  "!=": (value, wanted) => !isSame(value, wanted),
  "<>": (value, wanted) => !isSame(value, wanted),
  "<": (value, wanted) => compareValues(value, wanted) < 0,
  "<=": (value, wanted) => compareValues(value, wanted) <= 0,
  ">": (value, wanted) => compareValues(value, wanted) > 0,
  ">=": (value, wanted) => compareValues(value, wanted) >= 0,
};

/** Words of a status in any case, numbers by value. */
function isSame(value: string | number, wanted: Value): boolean {
  if (typeof wanted === "number") return Number(value) === wanted;
  if (value === wanted) return true;
  const known = Object.values<string>(MLFLOW_STATUS).includes(String(value));
  if (!known || wanted === null) return false;
  const status = wanted.toUpperCase();
  return value === (status === "CANCELLED" ? "KILLED" : status);
}

const unquoted = (text: string): string => text.slice(1, -1).replace(/\\(["'\\])/g, "$1");

/** SQL's LIKE: `%` any signs, `_` one. */
function likePattern(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, flags);
}
