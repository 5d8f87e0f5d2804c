import { useKeptProject } from '../keeping/use-kept-project.js';
import { PicturesSection } from '../pictures/pictures-section.js';
import { PredictSection } from '../predict/predict-section.js';
import { ResultsSection } from '../results/results-section.js';
import { TakeAwaySection } from '../take-away/take-away-section.js';
import { TrainingSection } from './training-section.js';
import { useTraining } from './use-training.js';

/** The whole way: pictures, training, results, a try, and the file to take away. */
export function TrainTab() {
  const { project, edit, keeping } = useKeptProject();
  const training = useTraining(project);
  const { trained } = training;
  return (
    <>
      <PicturesSection
        project={project}
        edit={edit}
        keeping={keeping}
        disabled={training.state.kind === 'running' || keeping.kind === 'opening'}
      />
      <TrainingSection project={project} training={training} />
      {trained && (
        <>
          <ResultsSection trained={trained} outdated={trained.project !== project} />
          <PredictSection source="training" labels={trained.result.labels} />
          <TakeAwaySection bundle={trained.result.bundle} name={trained.project.name} labels={trained.result.labels} />
        </>
      )}
    </>
  );
}
