import { groupByPattern } from '@graftjs/data/group-by-pattern';
import { hasSplits, picturesByPath, usablePictures, type Project } from './project.js';

/**
 * Where the pictures of a burst lie below their class, so that they are known as one group wherever they go: divided, a test
 * would show pictures that training has all but seen.
 */
export function burstFolder(time: Date): string {
  return `burst-${time.toISOString().replaceAll(/[:.]/g, '-')}`;
}

const burstPattern = String.raw`\b(burst-\d{4}-\d\d-\d\dT[\d-]+Z)/`;

/** A regular expression whose capture in a picture's path is its group; undefined where each picture is its own. */
export function groupPattern({ classes, groupBy }: Project): string | undefined {
  const isBurst = new RegExp(`^${burstPattern}`);
  const hasBursts = classes.some(({ pictures }) => pictures.some(({ name }) => isBurst.test(name)));
  if (!hasBursts) return groupBy;
  return groupBy === undefined ? burstPattern : `${burstPattern}|${groupBy}`;
}

/** What a project came with, of a pattern that `groupPattern` gave. */
export function ownGroups(pattern: string | undefined): string | undefined {
  if (pattern === burstPattern) return undefined;
  return pattern?.startsWith(`${burstPattern}|`) ? pattern.slice(burstPattern.length + 1) : pattern;
}

/** How many groups there are of more than one picture, and how many pictures are in them. */
export function countGrouped(project: Project): { readonly groups: number; readonly pictures: number } {
  const pattern = groupPattern(project);
  if (pattern === undefined) return { groups: 0, pictures: 0 };
  const group = groupByPattern(pattern);
  const sizes = new Map<string, number>();
  for (const path of picturesByPath(project).keys()) {
    const name = group(path);
    if (name !== undefined) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const large = [...sizes.values()].filter((size) => size > 1);
  return { groups: large.length, pictures: large.reduce((sum, size) => sum + size, 0) };
}

/** How many pictures, or groups of them, a class needs: one each for training, validation and test. */
const FEWEST = 3;

/** Names of classes with pictures that are too few to be divided, or are too few groups. */
export function listScarce(project: Project): string[] {
  if (hasSplits(project)) return [];
  const pattern = groupPattern(project);
  const group = pattern === undefined ? undefined : groupByPattern(pattern);
  const groups = new Map<string, Set<string>>();
  for (const { label, picture } of usablePictures(project)) {
    const path = `${label}/${picture.name}`;
    const found = groups.get(label) ?? new Set<string>();
    groups.set(label, found.add(group?.(path) ?? path));
  }
  return [...groups].filter(([, { size }]) => size < FEWEST).map(([label]) => label);
}
