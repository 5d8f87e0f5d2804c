import { useMemo, useState } from 'react';
import { defaultChoices, type Choices } from '../choices/choices.js';
import { useKeptProject } from '../keeping/use-kept-project.js';
import { PicturesSection } from '../pictures/pictures-section.js';
import { picturesByPath, type Picture } from '../project/project.js';
import { TrainedModel } from '../results/trained-model.js';
import { TrainingSection } from './training-section.js';
import { useTraining } from './use-training.js';

/** The whole way: pictures, training, results, a try, and the file to take away. */
export function TrainTab() {
  const { history, edit, keeping } = useKeptProject();
  const { project } = history;
  const [chosen, setChosen] = useState<Choices>();
  const training = useTraining(project, keeping);
  const { trained } = training;
  const choices = chosen ?? trained?.choices ?? defaultChoices;
  const pictures = useMemo(() => picturesByPath(project), [project]);
  return (
    <>
      <PicturesSection
        history={history}
        edit={edit}
        keeping={keeping}
        disabled={training.state.kind === 'running' || keeping.kind === 'opening'}
      />
      <TrainingSection project={project} choices={choices} onChoices={setChosen} training={training} />
      {/* Anew for each model: nothing that was chosen or said of another stays. */}
      {trained && <TrainedModel key={trained.at} trained={trained} outdated={!isSame(trained.pictures, pictures)} />}
    </>
  );
}

function isSame(before: ReadonlyMap<string, Picture>, now: ReadonlyMap<string, Picture>): boolean {
  return before.size === now.size && [...before].every(([path, { file }]) => now.get(path)?.file === file);
}
