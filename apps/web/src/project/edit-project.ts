import type { NewPicture, Picture, PictureClass, Project } from './project.js';
import { emptyProject } from './project.js';

export type ProjectEdit =
  /** As it was kept, ids included. */
  | { readonly kind: 'restore'; readonly project: Project }
  /** In place of what is there; everything in it gets an id that was never used here. */
  | { readonly kind: 'open'; readonly project: Project; /** To be said of it. */ readonly besides?: string }
  | { readonly kind: 'remove-all' }
  /**
   * Classes are found by name, or made. A file that is there already, by name and size, is not added again. `name` is for a
   * project that is empty so far. What has one `burst` is undone together.
   */
  | {
      readonly kind: 'add';
      readonly pictures: readonly NewPicture[];
      readonly name?: string | undefined;
      readonly burst?: string;
    }
  /** All of another project, its classes that are switched off and its empty ones included. */
  | { readonly kind: 'merge'; readonly project: Project }
  /** What came in one go, of so many files. */
  | { readonly kind: 'arrive'; readonly edits: readonly ProjectEdit[]; readonly files: number }
  /** Empty, to be filled by hand; a name that is taken gets a number. */
  | { readonly kind: 'add-classes'; readonly names: readonly string[] }
  /** To the name of another class: the two are merged. */
  | { readonly kind: 'rename'; readonly id: number; readonly name: string }
  /** Which pictures belong together, by a pattern that `groupByPattern` takes; undefined: each is its own. */
  | { readonly kind: 'group'; readonly groupBy: string | undefined }
  | { readonly kind: 'switch'; readonly id: number; readonly on: boolean }
  | { readonly kind: 'delete-class'; readonly id: number }
  | { readonly kind: 'delete-pictures'; readonly ids: ReadonlySet<number> }
  /** What is wrong with pictures, by id. */
  | { readonly kind: 'blame'; readonly problems: ReadonlyMap<number, string> };

/** A project after an edit; the one before is left as it is. */
export function editProject(project: Project, edit: ProjectEdit): Project {
  switch (edit.kind) {
    case 'restore':
      return edit.project;
    case 'open':
      return renumber(edit.project, project.nextId);
    case 'remove-all':
      return tidy({ ...project, classes: [] });
    case 'add':
      return addPictures(nameEmpty(project, edit.name), edit.pictures);
    case 'merge':
      return mergeProject(project, edit.project);
    case 'arrive':
      return edit.edits.reduce(editProject, project);
    case 'add-classes':
      return edit.names.reduce(addClass, project);
    case 'rename':
      return renameClass(project, edit.id, edit.name);
    case 'group': {
      const { groupBy: _, ...rest } = project;
      return edit.groupBy === undefined ? rest : { ...rest, groupBy: edit.groupBy };
    }
    case 'switch':
      return mapClasses(project, (one) => (one.id === edit.id ? { ...one, on: edit.on } : one));
    case 'delete-class':
      return tidy({ ...project, classes: project.classes.filter(({ id }) => id !== edit.id) });
    case 'delete-pictures':
      return mapPictures(project, (picture) => (edit.ids.has(picture.id) ? undefined : picture));
    case 'blame':
      return mapPictures(project, (picture) => {
        const problem = edit.problems.get(picture.id);
        return problem === undefined ? picture : { ...picture, problem };
      });
  }
}

function renumber(project: Project, from: number): Project {
  let nextId = from;
  const classes = project.classes.map((one) => ({
    ...one,
    id: nextId++,
    pictures: one.pictures.map((picture) => ({ ...picture, id: nextId++ })),
  }));
  return { ...project, classes, nextId };
}

function nameEmpty(project: Project, name: string | undefined): Project {
  const hasPictures = project.classes.some(({ pictures }) => pictures.length > 0);
  return hasPictures || name === undefined ? project : { ...project, name };
}

function addPictures(project: Project, added: readonly NewPicture[]): Project {
  let { nextId } = project;
  const classes = new Map(project.classes.map((one) => [one.name, { ...one, pictures: [...one.pictures] }]));
  const names = new Map(project.classes.map((one) => [one.name, namesOf(one.pictures)]));
  for (const { label, ...picture } of added) {
    const found = classes.get(label) ?? { id: nextId++, name: label, on: true, pictures: [] };
    const taken = names.get(label) ?? new Map<string, Picture>();
    classes.set(label, found);
    names.set(label, taken);
    if (taken.get(placeOf(picture))?.file.size === picture.file.size) continue;
    const placed = { ...withFreeName(picture, taken), id: nextId++ };
    taken.set(placeOf(placed), placed);
    found.pictures.push(placed);
  }
  return { ...project, classes: sortByName([...classes.values()]), nextId };
}

function mergeProject(project: Project, other: Project): Project {
  const known = new Set(project.classes.map(({ name }) => name));
  const fresh = other.classes.filter(({ name }) => !known.has(name));
  const empty = fresh.filter(({ pictures }) => pictures.length === 0).map(({ name }) => name);
  const off = new Set(fresh.filter(({ on }) => !on).map(({ name }) => name));
  const pictures = other.classes.flatMap(({ name: label, pictures: all }) =>
    all.map(({ id: _, problem: __, ...picture }) => ({ ...picture, label })),
  );
  const merged = mapClasses(empty.reduce(addClass, addPictures(nameEmpty(project, other.name), pictures)), (one) =>
    off.has(one.name) ? { ...one, on: false } : one,
  );
  const groupBy = joinTexts('|', project.groupBy, other.groupBy);
  const attribution = joinTexts(' ', project.attribution, other.attribution);
  return { ...merged, ...(groupBy !== undefined && { groupBy }), ...(attribution !== undefined && { attribution }) };
}

/** Those that differ. */
function joinTexts(between: string, ...texts: readonly (string | undefined)[]): string | undefined {
  const found = new Set(texts.filter((text) => text !== undefined));
  return found.size === 0 ? undefined : [...found].join(between);
}

function addClass(project: Project, name: string): Project {
  const taken = new Set(project.classes.map((one) => one.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  const added: PictureClass = { id: project.nextId, name: free, on: true, pictures: [] };
  return { ...project, classes: sortByName([...project.classes, added]), nextId: project.nextId + 1 };
}

function renameClass(project: Project, id: number, name: string): Project {
  const renamed = project.classes.find((one) => one.id === id);
  const other = project.classes.find((one) => one.name === name && one.id !== id);
  if (renamed === undefined) return project;
  const rest = project.classes.filter((one) => one !== renamed && one !== other);
  const taken = namesOf(other?.pictures ?? []);
  const moved = renamed.pictures.map((picture) => {
    const placed = withFreeName(picture, taken);
    taken.set(placeOf(placed), placed);
    return placed;
  });
  const pictures = [...(other?.pictures ?? []), ...moved];
  return { ...project, classes: sortByName([...rest, { ...renamed, name, pictures }]) };
}

function mapClasses(project: Project, change: (one: PictureClass) => PictureClass): Project {
  return { ...project, classes: project.classes.map(change) };
}

function mapPictures(project: Project, change: (picture: Picture) => Picture | undefined): Project {
  return mapClasses(project, (one) => ({ ...one, pictures: one.pictures.flatMap((picture) => change(picture) ?? []) }));
}

/** A project without classes begins anew: grouping and attribution belonged to pictures that are gone. */
function tidy(project: Project): Project {
  return project.classes.length > 0 ? project : { ...emptyProject, nextId: project.nextId };
}

type Placed = Pick<Picture, 'name' | 'split'>;

function namesOf(pictures: readonly Picture[]): Map<string, Picture> {
  return new Map(pictures.map((picture) => [placeOf(picture), picture]));
}

/** Pictures of two splits may have one name. */
function placeOf({ name, split }: Placed): string {
  return `${split ?? ''}/${name}`;
}

/** `a.jpg`, or `a (2).jpg` where that is taken. */
function withFreeName<Kind extends Placed>(picture: Kind, taken: ReadonlyMap<string, unknown>): Kind {
  const [, stem = picture.name, ending = ''] = /^(.+?)(\.[^./]*)?$/.exec(picture.name) ?? [];
  let free = picture;
  for (let number = 2; taken.has(placeOf(free)); number++) free = { ...picture, name: `${stem} (${number})${ending}` };
  return free;
}

/** As a folder of them would be, by code unit: the order of a model's labels. */
function sortByName(classes: readonly PictureClass[]): PictureClass[] {
  return [...classes].sort((a, b) => (a.name < b.name ? -1 : 1));
}
