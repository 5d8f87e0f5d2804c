import { useMemo, useState } from 'react';
import { defaultChoices, type Choices } from '../choices/choices.js';
import { useKeptProject } from '../keeping/use-kept-project.js';
import { PicturesSection } from '../pictures/pictures-section.js';
import { picturesByPath, type Picture } from '../project/project.js';
import { PredictSection } from '../predict/predict-section.js';
import { ResultsSection } from '../results/results-section.js';
import { TakeAwaySection } from '../take-away/take-away-section.js';
import { TrainingSection } from './training-section.js';
import { useTraining } from './use-training.js';

/** The whole way: pictures, training, results, a try, and the file to take away. */
export function TrainTab() {
  const { project, edit, keeping } = useKeptProject();
  const [chosen, setChosen] = useState<Choices>();
  const training = useTraining(project, keeping);
  const { trained } = training;
  const choices = chosen ?? trained?.choices ?? defaultChoices;
  const pictures = useMemo(() => picturesByPath(project), [project]);
  return (
    <>
      <PicturesSection
        project={project}
        edit={edit}
        keeping={keeping}
        choices={choices}
        onChoices={setChosen}
        disabled={training.state.kind === 'running' || keeping.kind === 'opening'}
      />
      <TrainingSection project={project} choices={choices} onChoices={setChosen} training={training} />
      {trained && (
        <>
          <ResultsSection trained={trained} outdated={!isSame(trained.pictures, pictures)} />
          <PredictSection source="training" labels={trained.result.labels} />
          <TakeAwaySection bundle={trained.result.bundle} name={trained.project.name} labels={trained.result.labels} />
        </>
      )}
    </>
  );
}

function isSame(before: ReadonlyMap<string, Picture>, now: ReadonlyMap<string, Picture>): boolean {
  return before.size === now.size && [...before].every(([path, { file }]) => now.get(path)?.file === file);
}
