/** Hands a file to the browser as a download. */
export function offerFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  // The browser takes the file up a little later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
