import { PredictSection } from '../predict/predict-section.js';
import { TakeAwaySection } from '../take-away/take-away-section.js';
import type { Trained } from '../training/trained.js';
import { ResultsSection } from './results-section.js';

interface TrainedModelProps {
  readonly trained: Trained;
  /** Whether the pictures have changed since. */
  readonly outdated: boolean;
}

/** What there is to be done with a model that was trained: see how good it is, try it, take it away. */
export function TrainedModel({ trained, outdated }: TrainedModelProps) {
  const { bundle, labels } = trained.result;
  return (
    <>
      <ResultsSection trained={trained} outdated={outdated} />
      <PredictSection source="training" labels={labels} />
      <TakeAwaySection source="training" bundle={bundle} name={trained.name} labels={labels} />
    </>
  );
}
