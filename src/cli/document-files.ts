import { readdirSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { AppError } from "../core/errors.ts";
import type { ByteSource, DocumentOptions, DocumentReader } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import { fileDocumentReader } from "../platform/files/document-reader.ts";
import { fileSource } from "../platform/node/file-source.ts";
import type { AskedText } from "../workflows/answer-questions.ts";
import { cliError } from "./errors.ts";
import { checkFile } from "./table-file.ts";

/** Names of a table's columns; what is left out is guessed. */
export interface NamedColumns {
  readonly id?: string | undefined;
  readonly text?: string | undefined;
  readonly title?: string | undefined;
}

export interface ReadTexts {
  readonly texts: readonly AskedText[];
  /** What was read, and what was left out. */
  readonly sentences: readonly string[];
}

/** A file that holds texts. */
export interface TextFile {
  readonly path: string;
  /** As it is cited: without the folders above the one that was named. */
  readonly name: string;
  /** Found in a folder: what is no document there is left out. */
  readonly inFolder: boolean;
}

/**
 * Read documents: a table's rows are a text each, cited by their id; any other document's sections are cited as
 * "name#1", "name#2". An id that an earlier file has, too, is written "name#id".
 *
 * @throws `cli.no-documents`, `document.*`, `file.*`, `core.aborted`
 */
export async function readTexts(
  option: string,
  files: readonly TextFile[],
  columns: NamedColumns,
  { progress, signal }: { readonly progress: ProgressSink; readonly signal?: AbortSignal | undefined },
): Promise<ReadTexts> {
  const reader = fileDocumentReader();
  const texts: AskedText[] = [];
  const sentences: string[] = [];
  const taken = new Set<string>();
  for (const file of files) {
    const source = await fileSource(file.path);
    const options: DocumentOptions = {
      signal,
      onBytes: (done) =>
        progress({
          phase: `Reading ${file.name}`,
          done,
          total: source.size,
          unit: "bytes",
          remainingMs: null,
        }),
    };
    let own: ReadTexts;
    try {
      own = await readOne(reader, { ...source, name: file.name }, columns, options);
    } catch (error) {
      if (!file.inFolder || !isNoDocument(error)) throw error;
      sentences.push(`${file.name}: left out. ${error.message}`);
      continue;
    }
    sentences.push(...own.sentences);
    for (const { source: text, ids } of own.texts) {
      const cited = ids.map((id) => (taken.has(id) ? `${file.name}#${id}` : id));
      texts.push({ source: { ...text, sourceId: `document/${texts.length}` }, ids: cited });
    }
    for (const { ids } of own.texts) for (const id of ids) taken.add(id);
  }
  const isEmpty = ({ source }: AskedText): boolean => source.sections.every(({ text }) => !/\S/.test(text));
  if (texts.every(isEmpty))
    throw cliError("cli.no-documents", { option, path: files.map(({ path }) => path).join(", ") });
  return { texts, sentences };
}

function isNoDocument(error: unknown): error is AppError {
  return error instanceof AppError && /^(?:document|file)\./.test(error.code);
}

async function readOne(
  reader: DocumentReader,
  source: ByteSource,
  columns: NamedColumns,
  options: DocumentOptions,
): Promise<ReadTexts> {
  const { name } = source;
  const shared = { sourceId: "", kind: "document", itemId: null } as const;
  if ((await reader.inspect(source)) !== "csv") {
    const { title, language, sections, doubts } = await reader.read(source, options);
    return {
      texts: [
        { source: { ...shared, title, language, sections }, ids: sections.map((_, i) => `${name}#${i + 1}`) },
      ],
      sentences: [
        `${name}: read ${sections.length} section${sections.length === 1 ? "" : "s"}`,
        ...doubts.map((doubt) => `${name}: ${doubt}`),
      ],
    };
  }
  const texts: AskedText[] = [];
  for await (const rows of reader.rows(source, columns, options)) {
    for (const { id, title, text } of rows) {
      const sections = [{ headings: [], text, page: null }];
      texts.push({ source: { ...shared, title, language: null, sections }, ids: [id] });
    }
  }
  return { texts, sentences: [`${name}: read ${texts.length} row${texts.length === 1 ? "" : "s"}`] };
}

/**
 * The file, or all files of the folder, in the order of their names; hidden ones are left out.
 *
 * @throws `cli.no-file`, `cli.no-documents` where the folder has none
 */
export function textFiles(option: string, path: string): TextFile[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    checkFile(option, path);
    return [{ path, name: basename(path), inFolder: false }];
  }
  const files: TextFile[] = [];
  const visit = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith(".")) continue;
      const inside = join(folder, entry.name);
      if (entry.isDirectory()) visit(inside);
      else if (entry.isFile()) {
        const name = relative(path, inside).split(sep).join("/");
        files.push({ path: inside, name, inFolder: true });
      }
    }
  };
  visit(path);
  if (files.length === 0) throw cliError("cli.no-documents", { option, path });
  return files;
}
