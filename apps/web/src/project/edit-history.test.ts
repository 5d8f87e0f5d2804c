import { describe, expect, it } from 'vitest';
import { editHistory, emptyHistory, type HistoryEdit } from './edit-history.js';
import { emptyProject, type NewPicture, type Project } from './project.js';

const picture = (label: string, name: string): NewPicture => ({ label, name, file: new Blob([name]) });
const after = (...edits: HistoryEdit[]) => edits.reduce(editHistory, emptyHistory);
const add: HistoryEdit = { kind: 'add', pictures: [picture('cat', '1.jpg'), picture('dog', '1.jpg')] };
const added = after(add);
const [cat, dog] = added.project.classes as [Project['classes'][0], Project['classes'][0]];

describe('editHistory', () => {
  it.each<HistoryEdit>([
    { kind: 'remove-all' },
    { kind: 'delete-class', id: cat.id },
    { kind: 'delete-pictures', ids: new Set([cat.pictures[0]!.id]) },
    { kind: 'rename', id: cat.id, name: 'dog' },
    { kind: 'switch', id: cat.id, on: false },
    { kind: 'open', project: emptyProject },
  ])('goes back to the very project before $kind', (edit) => {
    const edited = editHistory(added, edit);
    expect(edited.project.classes).not.toEqual(added.project.classes);
    const { project, undone, steps } = editHistory(edited, { kind: 'undo' });
    expect(project.classes).toBe(added.project.classes);
    expect(undone).toBe(true);
    expect(steps).toEqual(added.steps);
  });

  it('undoes one edit after the other, and nothing where none is left', () => {
    const deleted = editHistory(added, { kind: 'delete-class', id: dog.id });
    const back = [1, 2, 3].map((times) =>
      Array.from({ length: times }, () => ({ kind: 'undo' }) as const).reduce(editHistory, deleted),
    );
    expect(back.map(({ project }) => project.classes.length)).toEqual([2, 0, 0]);
  });

  it('undoes nothing that something else hangs on by now', () => {
    const settled = [{ kind: 'settle' } as const, { kind: 'delete-class', id: dog.id } as const].reduce(
      editHistory,
      added,
    );
    const back = [1, 2].map((times) =>
      Array.from({ length: times }, () => ({ kind: 'undo' }) as const).reduce(editHistory, settled),
    );
    expect(back.map(({ project }) => project.classes.length)).toEqual([2, 2]);
  });

  it('never gives an id twice, whatever was undone', () => {
    const again = [{ kind: 'undo' } as const, add].reduce(editHistory, added);
    const ids = again.project.classes.flatMap(({ id, pictures }) => [id, ...pictures.map((one) => one.id)]);
    expect(Math.min(...ids)).toBe(added.project.nextId);
  });

  it('undoes a burst as a whole', () => {
    const frame = (name: string): HistoryEdit => ({ kind: 'add', pictures: [picture('cat', name)], burst: 'a' });
    const recorded = [frame('a/1.jpg'), frame('a/2.jpg')].reduce(editHistory, added);
    expect(recorded.project.classes[0]?.pictures).toHaveLength(3);
    expect(editHistory(recorded, { kind: 'undo' }).project.classes).toBe(added.project.classes);
  });

  it('blames what is removed too, and begins with what was kept', () => {
    const blame: HistoryEdit = { kind: 'blame', problems: new Map([[cat.pictures[0]!.id, 'cut short']]) };
    const { project } = [{ kind: 'remove-all' } as const, blame, { kind: 'undo' } as const].reduce(editHistory, added);
    expect(project.classes[0]?.pictures[0]?.problem).toBe('cut short');
    expect(editHistory(added, { kind: 'restore', project })).toMatchObject({ project, steps: [], undone: false });
  });
});
