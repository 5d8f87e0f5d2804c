import type { FreezeStrategy } from '@graftjs/core';

/**
 * Everything stays frozen, BatchNorm statistics included: features are computed once and the head is solved on them, in one
 * stage. Right for little data, or for data much like what the backbone was trained on; it needs a head with a direct solution.
 *
 * @example
 * featureExtraction().id; // 'feature-extraction'
 */
export function featureExtraction(): FreezeStrategy {
  return {
    id: 'feature-extraction',
    spec: {},
    *stages() {
      yield { kind: 'solve', name: 'solve' };
      return 'last';
    },
  };
}
