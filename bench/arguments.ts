/** What was asked of the benchmarks. */
export interface BenchArguments {
  readonly suites: readonly string[];
  readonly json: string | null;
  readonly peerSample: number | null;
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
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--json" || word === "--peer-sample") {
      const value = words[++i];
      if (value === undefined) return `${word} stands without its value.`;
      if (word === "--json") json = value;
      else if (/^[1-9]\d*$/.test(value)) peerSample = Number(value);
      else return `Found --peer-sample "${value}"; expected a whole number of series.`;
    } else if (known.includes(word)) suites.push(word);
    else return `Found "${word}"; expected suites (${known.join(", ")}), --json FILE or --peer-sample N.`;
  }
  return { suites: suites.length === 0 ? [...known] : suites, json, peerSample };
}
