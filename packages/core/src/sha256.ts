/**
 * The SHA-256 of bytes, by WebCrypto where there is one: pages over plain http have none.
 *
 * @returns 64 hexadecimal digits
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const crypto: Partial<Crypto> = globalThis.crypto;
  const digest =
    crypto.subtle === undefined
      ? (await import('@noble/hashes/sha2.js')).sha256(bytes)
      : new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
