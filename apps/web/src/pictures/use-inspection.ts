import { useEffect, useRef, useState } from 'react';
import type { ProjectEdit } from '../project/edit-project.js';
import { listPictures, type Project } from '../project/project.js';
import { workshop } from '../workshop/start-workshop.js';
import { inspectAll } from './inspect-all.js';

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
    const fresh = listPictures(project).filter(({ file }) => !seen.current.has(file));
    for (const { file } of fresh) seen.current.add(file);
    counts.current.total += fresh.length;
    const left = new Set(fresh);
    const count = (done: number): void => {
      counts.current.done += done;
      const isOver = counts.current.done === counts.current.total;
      if (isOver) counts.current = { done: 0, total: 0 };
      setLooked(isOver ? undefined : { ...counts.current });
    };
    void inspectAll(
      fresh,
      (files) => workshop().inspect(files),
      (problems, part) => {
        if (problems.size > 0) edit({ kind: 'blame', problems });
        for (const one of part) left.delete(one);
        count(part.length);
      },
    ).catch(() => {
      // The training looks at them again, and the next edit does.
      for (const { file } of left) seen.current.delete(file);
      count(left.size);
    });
  }, [project, edit]);
  return looked;
}
