/** Its name beside the page. */
export const HOSTED_BUNDLE = 'model.safetensors';

/** The bundle that lies beside the page, if there is one. */
export async function fetchHostedBundle(): Promise<Blob | undefined> {
  const response = await fetch(HOSTED_BUNDLE).catch(() => undefined);
  // A host may answer a missing file with a page of its own.
  const found = response?.ok === true && !(response.headers.get('content-type') ?? '').startsWith('text/html');
  return found ? response.blob() : undefined;
}
