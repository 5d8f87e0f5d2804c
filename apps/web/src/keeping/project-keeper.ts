import type { DBSchema, IDBPDatabase } from 'idb';
import { listPictures, type Picture, type PictureClass, type Project } from '../project/project.js';
import { keptNames } from './kept-names.js';
import { openKept } from './open-kept.js';

type KeptPicture = Omit<Picture, 'file'>;
type KeptClass = Omit<PictureClass, 'pictures'> & { readonly pictures: readonly KeptPicture[] };
type KeptProject = Omit<Project, 'classes'> & { readonly classes: readonly KeptClass[] };

interface Keep extends DBSchema {
  project: { key: 'current'; value: KeptProject };
  /** By the picture's id. */
  files: { key: number; value: Blob };
}

/** Files that are written before the page has a turn: thousands at once would hold it up for seconds. */
const PUT_AT_ONCE = 50;

/** Keeps one project in the browser. */
export interface ProjectKeeper {
  /** What was kept before; undefined where nothing was. */
  load(): Promise<Project | undefined>;
  /** Writes what has changed since it was called last: all of it or nothing. */
  save(project: Project): Promise<void>;
}

/**
 * Opens what the browser keeps of a project: facts in one record, each picture's file in one of its own, so that an edit writes
 * no picture again.
 *
 * @throws DOMException where the browser keeps nothing for this page
 */
export async function openProjectKeeper(): Promise<ProjectKeeper> {
  // What lies in the database under each id: ids of another project may be the same.
  let kept = new Map<number, Blob>();
  const withKept = await openKept<Keep>(keptNames.project, ['project', 'files'], () => (kept = new Map()));
  return {
    load: () => withKept(read),
    save: (project) => withKept((database) => write(database, project)),
  };

  async function read(database: IDBPDatabase<Keep>): Promise<Project | undefined> {
    const work = database.transaction(['project', 'files']);
    const files = work.objectStore('files');
    const [project, ids, blobs] = await Promise.all([
      work.objectStore('project').get('current'),
      files.getAllKeys(),
      files.getAll(),
    ]);
    kept = new Map(ids.flatMap((id, index) => (blobs[index] ? [[id, blobs[index]] as const] : [])));
    return project && withFiles(project, kept);
  }

  async function write(database: IDBPDatabase<Keep>, project: Project): Promise<void> {
    const wanted = new Map(listPictures(project).map(({ id, file }) => [id, file]));
    const work = database.transaction(['project', 'files'], 'readwrite');
    const files = work.objectStore('files');
    const changed = [...wanted].filter(([id, file]) => kept.get(id) !== file);
    const gone = [...kept.keys()].filter((id) => !wanted.has(id));
    const put = async (): Promise<void> => {
      for (let start = 0; start < changed.length; start += PUT_AT_ONCE) {
        await Promise.all(changed.slice(start, start + PUT_AT_ONCE).map(([id, file]) => files.put(file, id)));
      }
    };
    await Promise.all([
      work.objectStore('project').put(withoutFiles(project), 'current'),
      ...gone.map((id) => files.delete(id)),
      put(),
      work.done,
    ]).catch((error: unknown) => {
      // Why the whole was given up, where that is known: its parts only say that it was.
      throw work.error ?? error;
    });
    kept = wanted;
  }
}

function withoutFiles(project: Project): KeptProject {
  const classes = project.classes.map((one) => ({
    ...one,
    pictures: one.pictures.map(({ file: _, ...facts }) => facts),
  }));
  return { ...project, classes };
}

/** A picture whose file is gone is gone. */
function withFiles(project: KeptProject, files: ReadonlyMap<number, Blob>): Project {
  const classes = project.classes.map((one) => ({
    ...one,
    pictures: one.pictures.flatMap((facts) => {
      const file = files.get(facts.id);
      return file === undefined ? [] : [{ ...facts, file }];
    }),
  }));
  return { ...project, classes };
}
