import { editProject, type ProjectEdit } from './edit-project.js';
import { emptyProject, type Project } from './project.js';

/** An edit that can be undone. */
export interface Step {
  readonly before: Project;
  readonly edit: ProjectEdit;
}

/** A project with the way that it came. */
export interface History {
  readonly project: Project;
  /** The last is the one that is undone next. */
  readonly steps: readonly Step[];
  /** What was found out of pictures, by id, for when they come back. */
  readonly problems: ReadonlyMap<number, string>;
  /** Whether undoing was what was done last. */
  readonly undone: boolean;
}

export type HistoryEdit =
  | ProjectEdit
  | { readonly kind: 'undo' }
  /** What was done so far can no longer be undone. */
  | { readonly kind: 'settle' };

/** Steps that are remembered: each holds lists of its own, and files that are gone otherwise. */
const MOST = 50;

export const emptyHistory: History = { project: emptyProject, steps: [], problems: new Map(), undone: false };

/** A history after an edit, or without its last one; the one before is left as it is. */
export function editHistory(history: History, edit: HistoryEdit): History {
  if (edit.kind === 'undo') return undo(history);
  if (edit.kind === 'settle') return { ...history, steps: [], undone: false };
  const { steps } = history;
  const next = { ...history, project: editProject(history.project, edit), undone: false };
  if (edit.kind === 'restore') return { ...next, steps: [] };
  if (edit.kind === 'blame') {
    return { ...next, undone: history.undone, problems: new Map([...history.problems, ...edit.problems]) };
  }
  const last = steps.at(-1);
  if (last !== undefined && isSameBurst(last.edit, edit)) return next;
  return { ...next, steps: [...steps, { before: history.project, edit }].slice(-MOST) };
}

function undo(history: History): History {
  const { steps, problems } = history;
  const last = steps.at(-1);
  if (last === undefined) return history;
  const before = problems.size === 0 ? last.before : editProject(last.before, { kind: 'blame', problems });
  // What is found out of pictures that are gone now must not be said of others.
  const project = { ...before, nextId: history.project.nextId };
  return { ...history, project, steps: steps.slice(0, -1), undone: true };
}

function isSameBurst(before: ProjectEdit, now: ProjectEdit): boolean {
  return before.kind === 'add' && now.kind === 'add' && now.burst !== undefined && before.burst === now.burst;
}
