/** What was asked of the benchmarks. */
export interface BenchArguments {
  readonly suites: readonly string[];
  readonly json: string | null;
  readonly peerSample: number | null;
  /** Keep each suite's rows, with the machine, in `bench/results/` and on docs/benchmarks.md. */
  readonly keep: boolean;
  /** Run nothing, only write docs/benchmarks.md from what is kept. */
  readonly page: boolean;
}

/**
 * Read the command line of `npm run bench -- …`.
 *
 * @param known names of all suites; without any on the line all of them run
 * @returns the arguments, or a sentence that says what is wrong with them
 */
export function benchArguments(words: readonly string[], known: readonly string[]): BenchArguments | string {
  const suites: string[] = [];
  let json: string | null = null;
  let peerSample: number | null = null;
  let keep = false;
  let page = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--json" || word === "--peer-sample") {
      const value = words[++i];
      if (value === undefined) return `${word} stands without its value.`;
      if (word === "--json") json = value;
      else if (/^[1-9]\d*$/.test(value)) peerSample = Number(value);
      else return `Found --peer-sample "${value}"; expected a whole number of series.`;
    } else if (word === "--keep") keep = true;
    else if (word === "--page") page = true;
    else if (known.includes(word)) suites.push(word);
    else {
      return `Found "${word}"; expected suites (${known.join(", ")}), --json FILE, --peer-sample N, --keep or --page.`;
    }
  }
  if (page && words.length > 1) return "--page stands alone.";
  return { suites: suites.length === 0 ? [...known] : suites, json, peerSample, keep, page };
}
