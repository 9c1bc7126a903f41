import { downloadBlob } from "../parts/download.ts";

/** Names of a shelf's files: the readable one is JSON. */
export const PLAIN_FILE = "my-shelf.json";
export const SEALED_FILE = "my-shelf.shelf";

/**
 * Hand a file to the person: by the device's own sharing (to a phone nearby) where it takes files, else as a download.
 * A sharing that is dismissed hands over nothing.
 */
export async function carryFile(blob: Blob, name: string): Promise<void> {
  const file = new File([blob], name, { type: blob.type });
  if (navigator.maxTouchPoints > 0 && "canShare" in navigator && navigator.canShare({ files: [file] })) {
    try {
      await navigator.share({ files: [file], title: "My shelf" });
      return;
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === "AbortError") return;
      // Not allowed to share: it is downloaded instead.
    }
  }
  downloadBlob(blob, name);
}
