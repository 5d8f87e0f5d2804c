import { useState } from 'react';
import { defaultChoices, type Choices } from '../choices/choices.js';
import { useKeptProject } from '../keeping/use-kept-project.js';
import { PicturesSection } from '../pictures/pictures-section.js';
import { TrainedModel } from '../results/trained-model.js';
import { isUpToDate } from './trained.js';
import { TrainingSection } from './training-section.js';
import { useTraining } from './use-training.js';

/** The whole way: pictures, training, results, a try, and the file to take away. */
export function TrainTab() {
  const kept = useKeptProject();
  const { history, edit, keeping } = kept;
  const { project } = history;
  const [chosen, setChosen] = useState<Choices>();
  const training = useTraining(kept, { chosen, onChoices: setChosen });
  const { trained } = training;
  const choices = chosen ?? trained?.choices ?? defaultChoices;
  return (
    <>
      <PicturesSection
        history={history}
        edit={edit}
        keeping={keeping}
        choices={choices}
        onChoices={setChosen}
        disabled={training.state.kind === 'running' || keeping.kind === 'opening'}
      />
      <TrainingSection project={project} choices={choices} onChoices={setChosen} training={training} />
      {/* Anew for each model: nothing that was chosen or said of another stays. */}
      {trained && <TrainedModel key={trained.at} trained={trained} outdated={!isUpToDate(trained, project)} />}
    </>
  );
}
