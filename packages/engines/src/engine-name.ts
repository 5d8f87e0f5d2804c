/**
 * Names a numeric path as it enters cache keys: the backend, the versions that may change its numbers, and whether BatchNorm
 * is folded. Engines of one name give the same bytes for the same input.
 *
 * @param versions tfjs first, then whatever it stands on
 */
export function engineName(backend: string, versions: readonly string[], fold: boolean): string {
  return `${[backend, ...versions].join('-')}/${fold ? 'folded' : 'plain'}`;
}
