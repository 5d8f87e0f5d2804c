import { useEffect, useRef, useState } from 'react';
import type { ProjectEdit } from '../project/edit-project.js';
import type { Picture, Project } from '../project/project.js';
import { workshop } from '../workshop/start-workshop.js';

/** Pictures that are looked at in one message to the worker. */
const LOOKED_AT_ONCE = 64;
/** Milliseconds between two edits that say what is wrong with pictures: each goes through the whole project. */
const TELL_EVERY = 500;

/** Of the pictures that came in, how many were looked at. */
interface Looked {
  readonly done: number;
  readonly total: number;
}

/**
 * Has each picture looked at once.
 *
 * @returns how far that is; undefined where none is left
 */
export function useInspection(project: Project, edit: (edit: ProjectEdit) => void): Looked | undefined {
  const [looked, setLooked] = useState<Looked>();
  const seen = useRef(new WeakSet<Blob>());
  const counts = useRef({ done: 0, total: 0 });
  useEffect(() => {
    const fresh = project.classes.flatMap(({ pictures }) => pictures).filter(({ file }) => !seen.current.has(file));
    for (const { file } of fresh) seen.current.add(file);
    counts.current.total += fresh.length;
    void inspectAll(fresh, (problems, done) => {
      if (problems.size > 0) edit({ kind: 'blame', problems });
      counts.current.done += done;
      const isOver = counts.current.done === counts.current.total;
      if (isOver) counts.current = { done: 0, total: 0 };
      setLooked(isOver ? undefined : { ...counts.current });
    });
  }, [project, edit]);
  return looked;
}

async function inspectAll(
  pictures: readonly Picture[],
  onPart: (problems: ReadonlyMap<number, string>, done: number) => void,
): Promise<void> {
  let [problems, done, told] = [new Map<number, string>(), 0, performance.now()];
  for (let start = 0; start < pictures.length; start += LOOKED_AT_ONCE) {
    const part = pictures.slice(start, start + LOOKED_AT_ONCE);
    const reasons = await workshop().inspect(part.map(({ file }) => file));
    for (const [index, { id }] of part.entries()) {
      const reason = reasons[index];
      if (reason !== undefined) problems.set(id, reason);
    }
    done += part.length;
    if (performance.now() - told < TELL_EVERY && start + LOOKED_AT_ONCE < pictures.length) continue;
    onPart(problems, done);
    [problems, done, told] = [new Map(), 0, performance.now()];
  }
}
