import { Button, Label, ProgressBar } from 'react-aria-components';
import { hasSplits, usablePictures, type Project } from '../project/project.js';
import { texts } from '../texts.js';
import type { TrainingProgress } from '../workshop/workshop-api.js';
import type { Training } from './use-training.js';

interface TrainingSectionProps {
  readonly project: Project;
  readonly training: Training;
}

/** Starts and stops a training, and says how far it is. */
export function TrainingSection({ project, training }: TrainingSectionProps) {
  const { state, trained, start, stop } = training;
  const running = state.kind === 'running';
  const classes = new Set(usablePictures(project).map(({ label }) => label));
  const notes = trained === undefined ? [] : trained.result.notes;
  return (
    <section aria-labelledby="training-heading">
      <h2 id="training-heading">{texts.training.heading}</h2>
      <p>
        {texts.training.about} {hasSplits(project) ? texts.training.keptByFolders : texts.training.keptAside}
      </p>
      <div className="actions">
        <Button className="primary" isDisabled={running || classes.size < 2} onPress={start}>
          {texts.training.start}
        </Button>
        {running && <Button onPress={stop}>{texts.training.stop}</Button>}
      </div>
      {classes.size < 2 && <p className="hint">{texts.pictures.tooFew}</p>}
      {running && <Progress progress={state.progress} secondsLeft={state.secondsLeft} />}
      <p role="status" className={state.kind === 'failed' ? 'problem' : undefined}>
        {state.kind === 'failed' && state.reason}
        {state.kind === 'stopped' && texts.training.stopped}
        {state.kind === 'done' && texts.training.done(state.seconds)}
      </p>
      {state.kind === 'done' && notes.length > 0 && (
        <>
          <h3>{texts.training.notes}</h3>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Progress(props: { readonly progress: TrainingProgress; readonly secondsLeft: number | undefined }) {
  const { progress, secondsLeft } = props;
  const counted = 'total' in progress;
  const words = [
    texts.training.phases[progress.phase],
    ...(counted ? [texts.training.counted(progress.done, progress.total)] : []),
    ...(secondsLeft === undefined ? [] : [texts.training.left(secondsLeft)]),
  ].join(', ');
  return (
    <ProgressBar
      isIndeterminate={!counted}
      value={counted ? progress.done : 0}
      maxValue={counted ? progress.total : 1}
      valueLabel={words}
    >
      {({ percentage = 0, valueText }) => (
        <>
          <Label className="visually-hidden">{texts.training.label}</Label>
          <progress aria-hidden="true" max={100} {...(counted && { value: percentage })} />
          <span className="words">{valueText ?? words}</span>
        </>
      )}
    </ProgressBar>
  );
}
