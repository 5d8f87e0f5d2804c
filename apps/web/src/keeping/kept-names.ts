interface Scope {
  readonly document?: Document;
  readonly name?: string;
}

/**
 * The path that this app is served from, such as '/pets/'. Databases and locks belong to a whole host: two apps on it would share
 * them. The page knows it from its address; the worker, whose file lies deeper, is given it as its name.
 */
export const place = placeOf(globalThis as unknown as Scope);

/** Whatever is kept in the browser, and the lock of the page that has it. */
export const keptNames = {
  project: `graft-project ${place}`,
  training: `graft-training ${place}`,
  checkpoints: `graft-checkpoints ${place}`,
  features: `graft-features ${place}`,
  /** Of the machine, and so of every app on the host. */
  backend: 'graft-backend',
} as const;

export function placeOf({ document, name = '' }: Scope): string {
  return document === undefined ? name : new URL('.', document.baseURI).pathname;
}
