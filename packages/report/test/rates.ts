import type { RateReportFacts } from '../src/index.js';

const steps = 40;
const rates = Array.from({ length: steps }, (_, step) => 1e-7 * 10 ** (step / 5));

/** A search whose loss falls, and then rises; the last steps far above the rest. */
export const searched: RateReportFacts = {
  search: {
    rates,
    losses: rates.map(
      (rate, step) => 0.7 - 0.5 / (1 + (0.001 / rate) ** 2) + (rate > 0.3 ? 20 * rate : 0) + (step % 2) / 50,
    ),
    smoothedLosses: rates.map((rate) => 0.7 - 0.4 / (1 + 0.003 / rate) + rate / 2),
    stoppedBy: 'divergence',
    stage: {
      kind: 'train',
      name: 'tune <the> last 1',
      start: 'current',
      blocks: ['frozen'],
      head: 'train',
      learningRate: 1e-4,
      epochs: 3,
      schedule: 'cosine',
    },
    suggestion: 0.0019,
    reason: 'The smoothed loss falls from 0.7 to 0.33.',
    candidates: { valley: 0.001912, steep: 0.0005, minimum: null },
    skipped: [],
    notes: [],
  },
  data: 'pets',
  backbone: 'efficientnet-lite0/imagenet',
  head: 'linear',
  freeze: 'last-blocks',
  recipe: { data: 'pets', seed: 1 },
  versions: { graft: '0.1.0' },
};
