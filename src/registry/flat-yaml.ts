/** Lines `key: value`: as much of YAML as MLflow's own meta.yaml files use. */
export type FlatYaml = Readonly<Record<string, string | number | null>>;

/** Strings are quoted, so that none is read as a number. */
export function writeFlatYaml(values: FlatYaml): string {
  return Object.entries(values)
    .map(([key, value]) => {
      const text = typeof value === "string" ? JSON.stringify(value) : String(value);
      return `${key}: ${text}\n`;
    })
    .join("");
}

/** Top-level scalars as text, without their quotes; `null` and nested values are left out. */
export function readFlatYaml(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^([\w.]+):\s+(.+?)\s*$/.exec(line);
    if (match === null) continue;
    const value = unquoted(match[2]!);
    if (value !== null) values.set(match[1]!, value);
  }
  return values;
}

function unquoted(text: string): string | null {
  if (text === "null" || text === "~") return null;
  if (text.startsWith("'") && text.endsWith("'") && text.length > 1) {
    return text.slice(1, -1).replaceAll("''", "'");
  }
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
