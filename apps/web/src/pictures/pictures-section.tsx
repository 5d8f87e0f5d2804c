import { memo, useMemo, useRef, useState } from 'react';
import { Button, DropZone, FileTrigger, Text } from 'react-aria-components';
import type { Choices } from '../choices/choices.js';
import type { Keeping } from '../keeping/use-kept-project.js';
import type { History, HistoryEdit } from '../project/edit-history.js';
import { listScarce } from '../project/group-pattern.js';
import { hasSplits, usablePictures, type Project } from '../project/project.js';
import { readChoice, readDrop } from '../project/read-drop.js';
import { texts } from '../texts.js';
import { usePaste } from '../use-paste.js';
import { ClassTable } from './class-table.js';
import { describeHistory } from './describe-history.js';
import { ErrandLine } from './errand-line.js';
import { GroupField } from './group-field.js';
import { PictureGrid } from './picture-grid.js';
import { ProblemList } from './problem-list.js';
import { RecordPanel } from './record-panel.js';
import { useArrivals } from './use-arrivals.js';
import { useUndoKey } from './use-undo-key.js';

interface PicturesSectionProps {
  readonly history: History;
  readonly edit: (edit: HistoryEdit) => void;
  readonly keeping: Keeping;
  readonly choices: Choices;
  readonly onChoices: (choices: Choices) => void;
  /** While a training uses them, or they are not read yet. */
  readonly disabled: boolean;
}

/** Pictures come in here, and are put in order; with thousands that takes a while to draw, and a training tells of each step. */
export const PicturesSection = memo(function PicturesSection(props: PicturesSectionProps) {
  const { history, edit: editAny, keeping, choices, onChoices, disabled } = props;
  const { project } = history;
  const { errand, looked, arrive, openDemo, exportProject } = useArrivals({
    project,
    edit: editAny,
    choices,
    onChoices,
  });
  const [shown, setShown] = useState<number>();
  const [fresh, setFresh] = useState<number>();
  const [recording, setRecording] = useState(false);
  const section = useRef<HTMLElement>(null);
  const waiting = disabled || errand.busy;
  const edit = (next: HistoryEdit): void => {
    errand.forget();
    editAny(next);
  };
  const undo = waiting || history.steps.length === 0 ? undefined : () => edit({ kind: 'undo' });
  useUndoKey(section, undo);
  const { scarce, totals, problems, isSplitIgnored } = useMemo(() => factsOf(project), [project]);
  const shownClass = project.classes.find(({ id }) => id === shown);
  usePaste(section, (files, focused) => {
    if (waiting) return;
    const row = focused?.closest<HTMLElement>('[data-class]');
    const entries = files.map((file) => ({ path: file.name, file }));
    arrive(() => Promise.resolve(entries), row?.dataset['class'] ?? shownClass?.name);
  });
  return (
    <section ref={section} aria-labelledby="pictures-heading">
      <h2 id="pictures-heading">{texts.pictures.heading}</h2>
      <DropZone
        isDisabled={waiting}
        aria-label={texts.pictures.zone}
        onDrop={({ items }) => arrive((watch) => readDrop(items, watch))}
      >
        <Text slot="label">{texts.pictures.hint}</Text>
        <div className="actions">
          <FileTrigger acceptDirectory onSelect={(files) => arrive(async () => readChoice(files))}>
            <Button isDisabled={waiting}>{texts.pictures.chooseFolder}</Button>
          </FileTrigger>
          <FileTrigger
            allowsMultiple
            acceptedFileTypes={['image/jpeg', 'image/png', 'image/webp', '.zip']}
            onSelect={(files) => arrive(async () => readChoice(files))}
          >
            <Button isDisabled={waiting}>{texts.pictures.chooseFiles}</Button>
          </FileTrigger>
          <Button
            id="use-camera"
            isDisabled={waiting || recording}
            onPress={() => {
              if (project.classes.length === 0) edit({ kind: 'add-classes', names: texts.camera.firstClasses });
              setRecording(true);
            }}
          >
            {texts.camera.use}
          </Button>
          <Button isDisabled={waiting} onPress={openDemo}>
            {texts.pictures.demo}
          </Button>
        </div>
      </DropZone>
      <ErrandLine errand={errand} done={describeHistory(history, looked !== undefined)} onUndo={undo} />
      {looked && <p className="hint">{texts.pictures.looking(looked.done, looked.total)}</p>}
      {/* Anew where it begins to say that something is lost: only what appears is read aloud. */}
      <p key={isLost(keeping) ? 'lost' : 'kept'} role={isLost(keeping) ? 'alert' : undefined} className="hint keeping">
        {describeKeeping(keeping)}
      </p>
      {recording && (
        <RecordPanel classes={project.classes} edit={edit} disabled={waiting} onClose={() => setRecording(false)} />
      )}
      {project.classes.length > 0 && (
        <>
          <ClassTable
            classes={project.classes}
            edit={edit}
            disabled={waiting}
            shown={shown}
            fresh={fresh}
            onShow={setShown}
            onArrive={arrive}
          />
          <p>{texts.pictures.total(...totals)}</p>
          {scarce.length > 0 && <p className="hint">{texts.pictures.scarce(scarce)}</p>}
          {isSplitIgnored && <p className="hint">{texts.pictures.splitsIgnored}</p>}
          <GroupField project={project} disabled={waiting} onChange={(groupBy) => edit({ kind: 'group', groupBy })} />
          {project.attribution !== undefined && <p className="hint">{project.attribution}</p>}
          <ProblemList
            problems={problems}
            disabled={waiting}
            onDelete={(ids) => edit({ kind: 'delete-pictures', ids })}
          />
          <div className="actions">
            <Button
              isDisabled={waiting}
              onPress={() => {
                setFresh(project.nextId);
                edit({ kind: 'add-classes', names: [texts.classes.fresh(project.classes.length + 1)] });
              }}
            >
              {texts.classes.add}
            </Button>
            <Button isDisabled={waiting} onPress={exportProject}>
              {texts.pictures.export}
            </Button>
            <Button isDisabled={waiting} onPress={() => edit({ kind: 'remove-all' })}>
              {texts.keeping.removeAll}
            </Button>
          </div>
          {shownClass && (
            <PictureGrid
              key={shownClass.id}
              shown={shownClass}
              disabled={waiting}
              onDelete={(ids) => edit({ kind: 'delete-pictures', ids })}
              onClose={() => setShown(undefined)}
            />
          )}
        </>
      )}
    </section>
  );
});

function isLost(keeping: Keeping): keeping is Extract<Keeping, { readonly reason: string }> {
  return keeping.kind === 'refused' || keeping.kind === 'unsaved';
}

function describeKeeping(keeping: Keeping): string {
  if (isLost(keeping)) return texts.keeping[keeping.kind](keeping.reason);
  if (keeping.kind !== 'kept') return texts.keeping[keeping.kind];
  return keeping.persisted ? texts.keeping.kept : texts.keeping.notPersisted;
}

/** What the page says of a project, each from a look at all its pictures. */
function factsOf(project: Project) {
  const usable = usablePictures(project);
  return {
    scarce: listScarce(project),
    totals: [usable.length, new Set(usable.map(({ label }) => label)).size] as const,
    problems: listProblems(project),
    isSplitIgnored: !hasSplits(project) && usable.some(({ picture }) => picture.split !== undefined),
  };
}

function listProblems(project: Project) {
  return project.classes.flatMap(({ name: label, pictures }) =>
    pictures.flatMap(({ id, name, problem }) =>
      problem === undefined ? [] : [{ id, name: `${label}/${name}`, reason: problem }],
    ),
  );
}
