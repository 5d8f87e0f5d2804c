import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import type { Choices } from '../choices/choices.js';
import { ChoicesPanel } from '../choices/choices-panel.js';
import { PlanSummary } from '../choices/plan-summary.js';
import { usePlan } from '../choices/use-plan.js';
import { CountedBar } from '../counted-bar.js';
import { hasSplits, usablePictures, type Project } from '../project/project.js';
import { texts } from '../texts.js';
import type { TrainingProgress } from '../workshop/workshop-api.js';
import { Curves } from './curves.js';
import type { Training } from './use-training.js';

interface TrainingSectionProps {
  readonly project: Project;
  readonly choices: Choices;
  readonly onChoices: (choices: Choices) => void;
  readonly training: Training;
}

/** Starts and stops a training, and says how far it is. */
export function TrainingSection({ project, choices, onChoices, training }: TrainingSectionProps) {
  const { state, isOpening, stages, trained, interrupted, start, stop, finish, goOn, discard } = training;
  const running = state.kind === 'running';
  const isRefused = state.kind === 'changed' || state.kind === 'damaged';
  const { isDivided, classes } = useMemo(() => factsOf(project), [project]);
  const isNamedTrain = !isDivided && [...classes].some((name) => name.toLowerCase() === 'train');
  const isReady = !running && !isOpening && classes.size >= 2 && !isNamedTrain && interrupted === undefined;
  const planned = usePlan(project, choices, isReady);
  const notes = trained === undefined ? [] : trained.result.notes;
  return (
    <section aria-labelledby="training-heading">
      <h2 id="training-heading">{texts.training.heading}</h2>
      <p>
        {texts.training.about} {isDivided ? texts.training.keptByFolders : texts.training.keptAside}
      </p>
      <ChoicesPanel
        choices={interrupted?.choices ?? choices}
        onChange={onChoices}
        planned={planned}
        disabled={running || isOpening || interrupted !== undefined}
      />
      {isReady && <PlanSummary planned={planned} />}
      {interrupted !== undefined && !running && !isRefused && <p role="status">{texts.training.interrupted}</p>}
      <div className="actions">
        {interrupted === undefined || running ? (
          <Button
            className="primary"
            isDisabled={!isReady || planned.refusal !== undefined}
            onPress={() => start(choices)}
          >
            {texts.training.start}
          </Button>
        ) : (
          <>
            <Button className="primary" isDisabled={classes.size < 2} onPress={goOn}>
              {texts.training.goOn}
            </Button>
            <Button onPress={discard}>{texts.training.discard}</Button>
          </>
        )}
        {running && <Button onPress={stop}>{texts.training.stop}</Button>}
        {finish && <Button onPress={finish}>{texts.training.finish}</Button>}
      </div>
      {classes.size < 2 && <p className="hint">{texts.pictures.tooFew}</p>}
      {isNamedTrain && <p className="problem">{texts.classes.trainName}</p>}
      {running && <Progress progress={state.progress} secondsLeft={state.secondsLeft} />}
      <p role="status" className={isRefused || state.kind === 'failed' ? 'problem' : undefined}>
        {state.kind === 'failed' && state.reason}
        {isRefused && texts.training[state.kind]}
        {state.kind === 'stopped' && interrupted === undefined && texts.training.stopped}
        {state.kind === 'done' && texts.training.done(state.seconds)}
      </p>
      {state.kind === 'done' && !state.isSafe && (
        <p role="alert" className="problem">
          {texts.training.notKept}
        </p>
      )}
      <Curves stages={stages} />
      {(state.kind === 'idle' || state.kind === 'done') && interrupted === undefined && notes.length > 0 && (
        <>
          <h3>{texts.training.notes}</h3>
          <ul>
            {notes.map((note, index) => (
              <li key={index}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function factsOf(project: Project) {
  return {
    isDivided: hasSplits(project),
    classes: new Set(usablePictures(project).map(({ label }) => label)),
  };
}

function Progress(props: {
  readonly progress: Exclude<TrainingProgress, { readonly phase: 'epochs' }>;
  readonly secondsLeft: number | undefined;
}) {
  const { progress, secondsLeft } = props;
  const counted = 'total' in progress;
  const words = [
    texts.training.phases[progress.phase],
    ...(progress.phase === 'steps' ? [texts.training.step(progress.stage, progress.loss)] : []),
    ...(counted ? [texts.training.counted(progress.done, progress.total)] : []),
    ...(secondsLeft === undefined ? [] : [texts.training.left(secondsLeft)]),
  ].join(', ');
  return (
    <CountedBar
      label={texts.training.label}
      words={words}
      done={counted ? progress.done : 0}
      total={counted ? progress.total : undefined}
    />
  );
}
