import { useEffect, useReducer, useRef, useState, type Dispatch } from 'react';
import { messageOf } from '../message-of.js';
import { editProject, type ProjectEdit } from '../project/edit-project.js';
import { emptyProject, type Project } from '../project/project.js';
import { openProjectKeeper, type ProjectKeeper } from './project-keeper.js';
import { takeTurn } from './take-turn.js';

/** Whether the project would be there again after a reload. */
export type Keeping =
  | { readonly kind: 'opening' | 'saving' | 'elsewhere' }
  /** `persisted`: the browser promised not to delete it by itself. */
  | { readonly kind: 'kept'; readonly persisted: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

export interface KeptProject {
  readonly project: Project;
  readonly edit: Dispatch<ProjectEdit>;
  readonly keeping: Keeping;
}

/** A project that the browser keeps from visit to visit; one page at a time has it. */
export function useKeptProject(): KeptProject {
  const [project, edit] = useReducer(editProject, emptyProject);
  const [keeping, setKeeping] = useState<Keeping>({ kind: 'opening' });
  const [isSaving, setSaving] = useState(false);
  const keeper = useRef<ProjectKeeper>(undefined);
  const saved = useRef(project);
  const saving = useRef(Promise.resolve());

  useEffect(() => {
    void open();
    async function open(): Promise<void> {
      try {
        if (!(await takeTurn('graft-project'))) {
          setKeeping({ kind: 'elsewhere' });
          return;
        }
        const opened = await openProjectKeeper();
        const found = await opened.load();
        keeper.current = opened;
        if (found) {
          saved.current = found;
          edit({ kind: 'open', project: found });
        }
        setKeeping({ kind: 'kept', persisted: await isPersisted() });
      } catch (error) {
        setKeeping({ kind: 'refused', reason: messageOf(error) });
      }
    }
  }, []);

  useEffect(() => {
    if (keeping.kind !== 'kept' || saved.current === project) return;
    saved.current = project;
    // One after the other, so that the last is what stays.
    setSaving(true);
    saving.current = saving.current.then(async () => {
      if (saved.current !== project) return;
      try {
        await keeper.current?.save(project);
        const persisted = await navigator.storage.persist().catch(() => false);
        if (persisted !== keeping.persisted) setKeeping({ kind: 'kept', persisted });
      } catch (error) {
        setKeeping({ kind: 'refused', reason: messageOf(error) });
      }
      if (saved.current === project) setSaving(false);
    });
  }, [project, keeping]);

  return { project, edit, keeping: isSaving ? { kind: 'saving' } : keeping };
}

async function isPersisted(): Promise<boolean> {
  return navigator.storage.persisted().catch(() => false);
}
