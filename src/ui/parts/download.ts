/** Hand bytes to the browser's own downloads under a file name. */
export function downloadBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // Revoking at once can stop a download that has not begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
