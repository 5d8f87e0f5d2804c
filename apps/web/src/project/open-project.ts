import { splitOfFolder } from '@graftjs/data/listing';
import type { PictureFile } from '@graftjs/data/image-files';
import type { PictureZip, ProjectFacts } from '@graftjs/data/picture-zip';
import { readRecipe, type ReadRecipe } from '../choices/read-recipe.js';
import { editProject } from './edit-project.js';
import { ownGroups } from './group-pattern.js';
import { emptyProject, type NewPicture, type Project } from './project.js';
import { usualSeed } from './usual-seed.js';

export interface OpenedProject {
  readonly project: Project;
  /** What it is trained by. */
  readonly recipe: ReadRecipe;
}

/** The project that was written as a zip, with its choices. */
export function openProject(zip: Pick<PictureZip, 'files' | 'off'>, facts: ProjectFacts): OpenedProject {
  const project = openPictures(zip, facts);
  const recipe = readRecipe(facts.recipe);
  // A seed that is the usual one need not have been typed.
  const isUsual = facts.recipe.seed === usualSeed(project);
  return { project, recipe: isUsual ? { ...recipe, choices: { ...recipe.choices, seed: '' } } : recipe };
}

function openPictures({ files, off }: Pick<PictureZip, 'files' | 'off'>, facts: ProjectFacts): Project {
  const { name, classes, attribution, recipe } = facts;
  // A class may be called as a split is: where all first folders are classes, none is a split.
  const first = files.map(({ path }) => foldersOf(path)[0] ?? '');
  const splits =
    first.some((folder) => splitOfFolder(folder) === 'train') && !first.every((one) => classes.includes(one));
  const groupBy = ownGroups(recipe.groupBy);
  const pictures = [...files.map((file) => place(file, splits)), ...off.map((file) => place(file, true))];
  const filled = editProject(emptyProject, { kind: 'add', pictures });
  const switchedOff = new Set(off.map((file) => place(file, true).label));
  const missing = classes.filter((label) => !filled.classes.some((one) => one.name === label));
  const all = editProject(filled, { kind: 'add-classes', names: missing });
  return {
    ...all,
    name,
    classes: all.classes.map((one) => ({ ...one, on: !switchedOff.has(one.name) })),
    ...(groupBy !== undefined && { groupBy }),
    ...(attribution !== undefined && { attribution }),
  };
}

/** @param splits whether the first folder says what the picture is for, or that it was not divided */
function place({ path, blob }: PictureFile, splits: boolean): NewPicture {
  const parts = foldersOf(path);
  const split = splits ? splitOfFolder(parts[0] ?? '') : undefined;
  const [label = '', ...name] = parts.slice(splits ? 1 : 0);
  return { label, name: name.join('/'), file: blob, ...(split !== undefined && { split }) };
}

function foldersOf(path: string): string[] {
  return path.normalize('NFC').split('/');
}
