import { readPictureZip } from '@graftjs/data/picture-zip';
import { expect, it } from 'vitest';
import { defaultChoices, type Choices } from '../choices/choices.js';
import { editProject, type ProjectEdit } from './edit-project.js';
import { burstFolder } from './group-pattern.js';
import { openProject } from './open-project.js';
import { emptyProject, picturesByPath, type NewPicture, type Project } from './project.js';
import { writeProject } from './write-project.js';

const picture = (label: string, name: string): NewPicture => ({ label, name, file: new Blob([`${label}/${name}`]) });
const make = (pictures: readonly NewPicture[], ...edits: ProjectEdit[]) =>
  [{ kind: 'add', pictures, name: 'pets' } as const, ...edits].reduce<Project>(editProject, emptyProject);
const reopen = async (project: Project, choices = defaultChoices) => {
  const zip = await readPictureZip(await writeProject(project, choices), 'pets.zip');
  const { project: opened, recipe } = openProject(zip, zip.project!);
  return { zip, opened, recipe };
};
const shapeOf = ({ classes, name, groupBy }: Project) => ({
  name,
  groupBy,
  classes: classes.map((one) => [one.name, one.on, one.pictures.map((each) => [each.split, each.name])]),
});

it('gives back a project, with its groups, what is switched off, and classes without pictures', async () => {
  const frames = ['001.jpg', '002.jpg'].map((name) => picture('cat', `${burstFolder(new Date(0))}/${name}`));
  const off = picture('dog', '1.jpg');
  const project = {
    ...make([...frames, picture('hen', '1.jpg'), off], { kind: 'add-classes', names: ['cow'] }),
    groupBy: '(person\\d+)',
  };
  const dog = project.classes.find(({ name }) => name === 'dog')!;
  const switched = editProject(project, { kind: 'switch', id: dog.id, on: false });
  const { zip, opened } = await reopen(switched);
  expect(shapeOf(opened)).toEqual(shapeOf(switched));
  expect([...picturesByPath(opened).keys()]).toEqual([...picturesByPath(switched).keys()]);
  expect(zip.project?.recipe.groupBy).toMatch(/\|\(person\\d\+\)$/);
});

it('keeps the division of folders', async () => {
  const project = make([
    { ...picture('cat', '1.jpg'), split: 'train' },
    { ...picture('dog', '1.jpg'), split: 'train' },
    { ...picture('dog', '2.jpg'), split: 'test' },
  ]);
  expect(shapeOf((await reopen(project)).opened)).toEqual(shapeOf(project));
});

it('takes a class that is called as a split is for a class', async () => {
  const project = make(['train', 'Test', 'car'].flatMap((label) => [picture(label, '1.jpg'), picture(label, '2.jpg')]));
  expect(shapeOf((await reopen(project)).opened)).toEqual(shapeOf(project));
});

it('leaves out what cannot be used', async () => {
  const project = make([picture('cat', '1.jpg'), picture('cat', '2.jpg')]);
  const broken = project.classes[0]!.pictures[0]!.id;
  const blamed = editProject(project, { kind: 'blame', problems: new Map([[broken, 'cut short']]) });
  expect((await reopen(blamed)).zip.files.map(({ path }) => path)).toEqual(['cat/2.jpg']);
});

it('takes its choices along, and a seed only where one was typed', async () => {
  const project = make(['1', '2', '3', '4'].flatMap((name) => [picture('cat', name), picture('dog', name)]));
  const choices: Choices = {
    ...defaultChoices,
    backbone: { name: 'mobilenet-v2', options: { alpha: '0.5', inputSize: '96' } },
    file: new File(['x'], 'mobile.h5'),
    batchSize: '4',
  };
  const { zip, recipe } = await reopen(project, choices);
  expect(zip.project?.recipe).toMatchObject({ batchSize: 4, weights: 'mobile.h5', head: 'linear' });
  expect(zip.project?.recipe.seed).toBeGreaterThan(0);
  expect(recipe).toEqual({ choices: { ...choices, file: undefined }, file: 'mobile.h5', left: [] });
  expect((await reopen(project, { ...choices, seed: '77' })).recipe.choices.seed).toBe('77');
});
