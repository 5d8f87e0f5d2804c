import { useEffect, useReducer, useRef, useState, type Dispatch } from 'react';
import { messageOf } from '../message-of.js';
import { editHistory, emptyHistory, type History, type HistoryEdit } from '../project/edit-history.js';
import { listPictures, type Project } from '../project/project.js';
import { keptNames } from './kept-names.js';
import { openProjectKeeper, type ProjectKeeper } from './project-keeper.js';
import { texts } from '../texts.js';
import { takeTurn } from './take-turn.js';

/** Whether the project would be there again after a reload. */
export type Keeping =
  | { readonly kind: 'opening' | 'saving' | 'elsewhere' }
  /** `persisted`: the browser promised not to delete it by itself. */
  | { readonly kind: 'kept'; readonly persisted: boolean }
  /** `refused`: nothing can be kept; `unsaved`: the last changes could not, and the next change tries again. */
  | { readonly kind: 'refused' | 'unsaved'; readonly reason: string };

export interface KeptProject {
  /** Of this visit; what was kept is where it begins. */
  readonly history: History;
  readonly edit: Dispatch<HistoryEdit>;
  readonly keeping: Keeping;
}

/** One object, so that who draws it need not do so again. */
const SAVING: Keeping = { kind: 'saving' };

/** A project that the browser keeps from visit to visit; one page at a time has it. */
export function useKeptProject(): KeptProject {
  const [history, edit] = useReducer(editHistory, emptyHistory);
  const { project } = history;
  const [keeping, setKeeping] = useState<Keeping>({ kind: 'opening' });
  const [isSaving, setSaving] = useState(false);
  const keeper = useRef<ProjectKeeper>(undefined);
  const saved = useRef(project);
  const saving = useRef(Promise.resolve());
  // Once, when there is something to lose: browsers may ask the user.
  const asked = useRef(false);

  useEffect(() => {
    void open();
    async function open(): Promise<void> {
      try {
        if (!(await takeTurn(keptNames.project))) {
          setKeeping({ kind: 'elsewhere' });
          return;
        }
        const opened = await openProjectKeeper();
        const found = await opened.load();
        keeper.current = opened;
        if (found) {
          saved.current = found;
          edit({ kind: 'restore', project: found });
        }
        setKeeping({ kind: 'kept', persisted: await isPersisted() });
      } catch (error) {
        setKeeping({ kind: 'refused', reason: describeFailure(error) });
      }
    }
  }, []);

  useEffect(() => {
    if ((keeping.kind !== 'kept' && keeping.kind !== 'unsaved') || saved.current === project) return;
    saved.current = project;
    // One after the other, so that the last is what stays.
    setSaving(true);
    saving.current = saving.current.then(async () => {
      if (saved.current !== project) return;
      try {
        await keeper.current?.save(project);
        const persisted = await (hasPictures(project) && !asked.current ? askToPersist() : isPersisted());
        asked.current ||= hasPictures(project);
        if (keeping.kind !== 'kept' || persisted !== keeping.persisted) setKeeping({ kind: 'kept', persisted });
      } catch (error) {
        setKeeping({ kind: 'unsaved', reason: describeFailure(error) });
      }
      if (saved.current === project) setSaving(false);
    });
  }, [project, keeping]);

  return { history, edit, keeping: isSaving ? SAVING : keeping };
}

function hasPictures(project: Project): boolean {
  return listPictures(project).length > 0;
}

/** Exceptions of storage have names; what browsers say with them is for programmers. */
function describeFailure(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return texts.keeping.full;
  if (name === 'SecurityError' || name === 'NotAllowedError') return texts.keeping.denied;
  return messageOf(error);
}

async function askToPersist(): Promise<boolean> {
  return navigator.storage.persist().catch(() => false);
}

async function isPersisted(): Promise<boolean> {
  return navigator.storage.persisted().catch(() => false);
}
