import { blobSource } from "./blob-source.ts";
import { ZipArchive } from "./zip-archive.ts";

/**
 * The texts of a folder that was chosen as files, or as one ZIP archive of it.
 *
 * @param isWanted by path; others are named with an empty text
 * @returns by path, with `/`
 * @throws `document.damaged`, `document.locked`, `document.too-large` of an archive
 */
export async function folderTexts(
  files: readonly { readonly path: string; readonly file: File }[],
  isWanted: (path: string) => boolean,
): Promise<{ readonly name: string; readonly texts: ReadonlyMap<string, string> }> {
  const texts = new Map<string, string>();
  const [first] = files;
  if (files.length === 1 && first !== undefined && /\.zip$/i.test(first.file.name)) {
    const archive = await ZipArchive.open(blobSource(first.file, first.file.name), "a ZIP archive");
    for (const path of archive.names) {
      // Some archives list their folders, too.
      if (path.endsWith("/")) continue;
      texts.set(path, isWanted(path) ? new TextDecoder().decode(await archive.bytes(path)) : "");
    }
    return { name: first.file.name, texts };
  }
  for (const { path, file } of files) texts.set(path, isWanted(path) ? await file.text() : "");
  return { name: first?.path.split("/")[0] ?? "The folder", texts };
}
