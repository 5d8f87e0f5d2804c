import { describe, expect, it } from 'vitest';
import { editProject, type ProjectEdit } from './edit-project.js';
import { emptyProject, hasSplits, picturesByPath, type NewPicture, type Project } from './project.js';

const picture = (label: string, name: string, content = name): NewPicture => ({
  label,
  name,
  file: new Blob([content]),
});
const edit = (project: Project, ...edits: ProjectEdit[]) => edits.reduce(editProject, project);
const pets = edit(emptyProject, {
  kind: 'add',
  pictures: [picture('dog', '1.jpg'), picture('cat', '1.jpg'), picture('cat', '2.jpg')],
});
const shapeOf = (project: Project) =>
  project.classes.map(({ name, pictures }) => [name, pictures.map((one) => one.name)]);
const idOf = (name: string) => pets.classes.find((one) => one.name === name)!.id;

describe('editProject', () => {
  it('sorts classes by name and gives everything an id of its own', () => {
    expect(shapeOf(pets)).toEqual([
      ['cat', ['1.jpg', '2.jpg']],
      ['dog', ['1.jpg']],
    ]);
    const ids = pets.classes.flatMap(({ id, pictures }) => [id, ...pictures.map((one) => one.id)]);
    expect(new Set(ids).size).toBe(5);
    expect(Math.max(...ids)).toBeLessThan(pets.nextId);
  });

  it('adds no picture twice, and gives another of the same name a new one', () => {
    const more = edit(pets, {
      kind: 'add',
      pictures: [picture('cat', '1.jpg'), picture('cat', '2.jpg', 'another'), picture('cat', 'no ending', 'x')],
    });
    expect(shapeOf(more)[0]).toEqual(['cat', ['1.jpg', '2.jpg', '2 (2).jpg', 'no ending']]);
    expect(shapeOf(pets)[0]).toEqual(['cat', ['1.jpg', '2.jpg']]);
  });

  it('renames a class, and merges it into one that has the name', () => {
    expect(shapeOf(edit(pets, { kind: 'rename', id: idOf('cat'), name: 'zebra' }))[1]?.[0]).toBe('zebra');
    expect(shapeOf(edit(pets, { kind: 'rename', id: idOf('dog'), name: 'cat' }))).toEqual([
      ['cat', ['1.jpg', '2.jpg', '1 (2).jpg']],
    ]);
  });

  it('leaves out classes that are switched off and pictures that are broken', () => {
    const broken = pets.classes[0]!.pictures[1]!.id;
    const off = edit(
      pets,
      { kind: 'switch', id: idOf('dog'), on: false },
      { kind: 'blame', problems: new Map([[broken, 'cut short']]) },
    );
    expect([...picturesByPath(off).keys()]).toEqual(['cat/1.jpg']);
    expect(off.classes[0]?.pictures[1]?.problem).toBe('cut short');
  });

  it('deletes pictures and classes, and begins anew without any', () => {
    const [first] = pets.classes[0]!.pictures;
    expect(shapeOf(edit(pets, { kind: 'delete-pictures', ids: new Set([first!.id]) }))[0]).toEqual(['cat', ['2.jpg']]);
    const emptied = edit(
      { ...pets, name: 'pets', groupBy: '(x)' },
      { kind: 'delete-class', id: idOf('cat') },
      { kind: 'delete-class', id: idOf('dog') },
    );
    expect(emptied).toEqual({ ...emptyProject, nextId: pets.nextId });
  });

  it('gives what is opened ids that were never used, and what was kept its own', () => {
    const opened = edit(pets, { kind: 'open', project: pets });
    const ids = opened.classes.flatMap(({ id, pictures }) => [id, ...pictures.map((one) => one.id)]);
    expect([Math.min(...ids), new Set(ids).size, opened.nextId]).toEqual([pets.nextId, 5, pets.nextId + 5]);
    expect(shapeOf(opened)).toEqual(shapeOf(pets));
    expect(edit(opened, { kind: 'remove-all' })).toEqual({ ...emptyProject, nextId: opened.nextId });
    expect(edit(opened, { kind: 'restore', project: pets })).toBe(pets);
  });

  it('uses the splits of folders only where every picture has one', () => {
    const train = { ...picture('cat', '1.jpg'), split: 'train' as const };
    const given = edit(emptyProject, { kind: 'add', pictures: [train, { ...picture('dog', '2.jpg'), split: 'test' }] });
    expect(hasSplits(given)).toBe(true);
    expect([...picturesByPath(given).keys()]).toEqual(['train/cat/1.jpg', 'test/dog/2.jpg']);
    const mixed = edit(given, { kind: 'add', pictures: [picture('cow', '3.jpg')] });
    expect([...picturesByPath(mixed).keys()]).toEqual(['cat/train/1.jpg', 'cow/undivided/3.jpg', 'dog/test/2.jpg']);
  });

  it('keeps pictures of two splits apart that have one name', () => {
    const twins = (['train', 'test'] as const).map((split) => ({ ...picture('cat', '1.jpg'), split }));
    expect(shapeOf(edit(emptyProject, { kind: 'add', pictures: twins }))).toEqual([['cat', ['1.jpg', '1.jpg']]]);
  });

  it('takes in another project with its empty classes and those switched off, and renames no picture that is there', () => {
    const other = edit(
      { ...emptyProject, groupBy: '(b)', attribution: 'By B.' },
      { kind: 'add', pictures: [picture('cat', '1.jpg', 'another'), picture('cow', '1.jpg')] },
      { kind: 'add-classes', names: ['dog', 'owl'] },
    );
    const off = other.classes.map((one) => ({ ...one, on: one.name !== 'cow' && one.name !== 'cat' }));
    const merged = edit({ ...pets, groupBy: '(a)' }, { kind: 'merge', project: { ...other, classes: off } });
    expect(shapeOf(merged)).toEqual([
      ['cat', ['1.jpg', '2.jpg', '1 (2).jpg']],
      ['cow', ['1.jpg']],
      ['dog', ['1.jpg']],
      ['owl', []],
    ]);
    expect(merged.classes.map(({ on }) => on)).toEqual([true, false, true, true]);
    expect(merged).toMatchObject({ groupBy: '(a)|(b)', attribution: 'By B.' });
  });
});
