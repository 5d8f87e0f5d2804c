import { GraftError } from '@graftjs/core';
import { divisionOf } from './division-of.js';
import { groupPattern } from './group-pattern.js';
import { picturesByPath, type Project } from './project.js';

/** The seed that a project is divided and trained with where none is typed; 1 while it cannot be divided. */
export function usualSeed(project: Project): number {
  const files = [...picturesByPath(project)].map(([path, { file }]) => ({ path, blob: file }));
  try {
    return divisionOf(project.name, files, groupPattern(project)).seed;
  } catch (error) {
    // It lacks a class, say; nobody is kept from writing it down like that.
    if (error instanceof GraftError) return 1;
    throw error;
  }
}
