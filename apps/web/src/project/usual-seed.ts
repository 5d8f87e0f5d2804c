import { suggestSeed } from '@graftjs/data/image-files';
import { groupByPattern } from '@graftjs/data/group-by-pattern';
import { groupPattern } from './group-pattern.js';
import { picturesByPath, type Project } from './project.js';

/** The seed that a project is divided and trained with where none is typed; 1 while there is nothing to divide. */
export function usualSeed(project: Project): number {
  const files = [...picturesByPath(project)].map(([path, { file }]) => ({ path, blob: file }));
  const groupBy = groupPattern(project);
  const group = groupBy === undefined ? undefined : groupByPattern(groupBy);
  try {
    return suggestSeed(project.name, files, { group });
  } catch {
    return 1;
  }
}
