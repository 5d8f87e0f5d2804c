import type { History, Step } from '../project/edit-history.js';
import { listPictures, type Project } from '../project/project.js';
import { texts } from '../texts.js';

/**
 * What was done last, in words; '' where nothing was.
 *
 * @param looking whether pictures are still being looked at: what is wrong with some is told once, when that is over
 */
export function describeHistory({ project, steps, undone }: History, looking: boolean): string {
  const last = steps.at(-1);
  const words = last === undefined ? '' : describeStep(last, project, looking);
  return undone ? texts.done.undone(words) : words;
}

function describeStep({ before, edit }: Step, project: Project, looking: boolean): string {
  const nameOf = (id: number): string => classOf(before, id)?.name ?? '';
  switch (edit.kind) {
    case 'add':
      return texts.done.recorded(edit.pictures[0]?.label ?? '');
    case 'arrive': {
      const added = listPictures(project).filter(({ id }) => id >= before.nextId);
      const broken = looking ? 0 : added.filter(({ problem }) => problem !== undefined).length;
      const words = texts.done.arrived(added.length - broken, broken, edit.files - added.length);
      return edit.edits.some(({ kind }) => kind === 'merge') ? `${words} ${texts.done.choicesLeft}` : words;
    }
    case 'open': {
      const replaced = listPictures(before).length;
      const { name } = project;
      const words = replaced === 0 ? texts.done.opened(name) : texts.done.replaced(name, replaced);
      return `${words} ${edit.besides ?? ''}`.trim();
    }
    case 'remove-all':
      return texts.done.removedAll(listPictures(before).length);
    case 'add-classes': {
      const added = project.classes.filter(({ id }) => id >= before.nextId);
      return texts.done.addedClasses(added.map(({ name }) => name));
    }
    case 'rename': {
      const other = before.classes.find(({ id, name }) => name === edit.name && id !== edit.id);
      if (other === undefined) return texts.done.renamed(nameOf(edit.id), edit.name);
      return texts.done.merged(nameOf(edit.id), edit.name, classOf(project, edit.id)?.pictures.length ?? 0);
    }
    case 'group':
      return texts.done.grouped;
    case 'switch':
      return texts.done.switched(nameOf(edit.id), edit.on);
    case 'delete-class':
      return texts.done.deletedClass(nameOf(edit.id), classOf(before, edit.id)?.pictures.length ?? 0);
    case 'delete-pictures':
      return texts.done.deletedPictures(edit.ids.size);
    // No steps of their own.
    case 'merge':
    case 'blame':
    case 'restore':
      return '';
  }
}

function classOf({ classes }: Project, id: number) {
  return classes.find((one) => one.id === id);
}
