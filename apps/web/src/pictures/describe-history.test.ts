import { expect, it } from 'vitest';
import { editHistory, emptyHistory, type HistoryEdit } from '../project/edit-history.js';
import { emptyProject, type NewPicture } from '../project/project.js';
import { describeHistory } from './describe-history.js';

const picture = (label: string, name: string): NewPicture => ({ label, name, file: new Blob([name]) });
const cat = picture('cat', '1.jpg');
const arrive = (...added: readonly NewPicture[]): HistoryEdit => ({
  kind: 'arrive',
  edits: [{ kind: 'add', pictures: added }],
  files: added.length,
});
const started = editHistory(emptyHistory, arrive(cat, picture('cat', '2.jpg'), picture('dog', '1')));
const [{ id, pictures }] = started.project.classes as [(typeof started.project.classes)[0]];
const after = (...edits: HistoryEdit[]) => edits.reduce(editHistory, started);
const undo = { kind: 'undo' } as const;
const broken: HistoryEdit = { kind: 'blame', problems: new Map([[pictures[0]!.id, 'cut short']]) };

it.each<[string, ...HistoryEdit[]]>([
  ['3 pictures have arrived.'],
  ['2 pictures have arrived. 1 file cannot be used.', broken],
  ['1 picture has arrived. 1 was there already.', arrive(cat, picture('cow', '1.jpg'))],
  ['Pictures of cow were recorded.', { kind: 'add', pictures: [picture('cow', '1.jpg')], burst: 'a' }],
  ['The project hens is open, in place of 3 pictures.', { kind: 'open', project: { ...emptyProject, name: 'hens' } }],
  ['It was changed which pictures belong together.', { kind: 'group', groupBy: '(x)' }],
  [
    'The project hens is open. A file is missing.',
    undo,
    { kind: 'open', project: { ...emptyProject, name: 'hens' }, besides: 'A file is missing.' },
  ],
  ['The project hens is open.', undo, { kind: 'open', project: { ...emptyProject, name: 'hens' } }],
  ['Everything was removed: 3 pictures.', { kind: 'remove-all' }],
  ['Added: cat 2, cow.', { kind: 'add-classes', names: ['cat', 'cow'] }],
  ['cat is called lion now.', { kind: 'rename', id, name: 'lion' }],
  ['cat was merged into dog, which has 3 pictures now.', { kind: 'rename', id, name: 'dog' }],
  ['cat takes no part in training.', { kind: 'switch', id, on: false }],
  ['cat was deleted, with 2 pictures.', { kind: 'delete-class', id }],
  ['1 picture was deleted.', { kind: 'delete-pictures', ids: new Set([pictures[0]!.id]) }],
  ['Undone. Before that: 3 pictures have arrived.', { kind: 'remove-all' }, undo],
  ['Undone.', undo],
])('says: %s', (words, ...edits) => {
  expect(describeHistory(after(...edits), false)).toBe(words);
});

it('tells of what is broken once all was looked at', () => {
  expect(describeHistory(after(broken), true)).toBe('3 pictures have arrived.');
});
