/** Hands text to whoever sits before the window as a file: the shell asks where, or puts it among the downloads. */
export function saveFile(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has taken its own hold of the blob once this turn is over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
