import { groupByPattern } from '@graftjs/data';
import { describe, expect, it } from 'vitest';
import { editProject } from './edit-project.js';
import { burstFolder, countGrouped, groupPattern, listScarce } from './group-pattern.js';
import { emptyProject, type Project } from './project.js';

const project = (...paths: string[]): Project =>
  editProject(emptyProject, {
    kind: 'add',
    pictures: paths.map((path) => {
      const [label = '', ...name] = path.split('/');
      return { label, name: name.join('/'), file: new Blob([path]) };
    }),
  });
const burst = burstFolder(new Date('2026-11-27T05:06:07.890Z'));

describe('groupPattern', () => {
  it('is what the project came with where there is no burst', () => {
    expect(groupPattern(project('cat/1.jpg', 'cat/burst-7/1.jpg'))).toBeUndefined();
    expect(groupPattern({ ...project('cat/1.jpg'), groupBy: '(person)' })).toBe('(person)');
  });

  it('finds bursts, and what the project came with besides', () => {
    expect(burst).toBe('burst-2026-11-27T05-06-07-890Z');
    const recorded = project(`cat/${burst}/001.jpg`, 'cat/1.jpg');
    const bursts = groupByPattern(groupPattern(recorded)!);
    expect([`train/cat/${burst}/001.jpg`, 'cat/1.jpg'].map(bursts)).toEqual([burst, undefined]);
    const both = groupByPattern(groupPattern({ ...recorded, groupBy: '(person\\d+)' })!);
    expect([`cat/${burst}/001.jpg`, 'cat/person1_2.jpg'].map(both)).toEqual([burst, 'person1']);
  });
});

describe('countGrouped', () => {
  it('counts what belongs together, and the pictures in it', () => {
    const pets = project('cat/tom-1.jpg', 'cat/tom-2.jpg', 'cat/kit-1.jpg', 'dog/rex-1.jpg', 'dog/rex-2.jpg');
    expect(countGrouped(pets)).toEqual({ groups: 0, pictures: 0 });
    const grouped = editProject(pets, { kind: 'group', groupBy: '([^/]+)-' });
    expect(countGrouped(grouped)).toEqual({ groups: 2, pictures: 4 });
    expect(editProject(grouped, { kind: 'group', groupBy: undefined })).toEqual(pets);
  });
});

describe('listScarce', () => {
  it('names classes with fewer than three pictures or groups', () => {
    const frames = ['1', '2', '3', '4'].map((frame) => `dog/${burst}/${frame}.jpg`);
    expect(listScarce(project('cat/1.jpg', 'cat/2.jpg', 'cat/3.jpg', 'cow/1.jpg', ...frames))).toEqual(['cow', 'dog']);
  });
});
