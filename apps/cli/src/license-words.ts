/** A licence by its SPDX identifier, as people read it. */
export function licenseWords(license: string): string {
  return license === 'NOASSERTION' ? 'not known' : license;
}
