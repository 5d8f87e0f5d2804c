import { suggestSeed } from '@graftjs/data/image-files';
import { groupByPattern } from '@graftjs/data/group-by-pattern';
import { OFF_FOLDER, PROJECT_FILE, type ProjectFacts } from '@graftjs/data/picture-zip';
import type { Watch } from '../watch.js';
import { groupPattern } from './group-pattern.js';
import { picturesByPath, type Picture, type Project } from './project.js';

/** Of every entry, so that the same project gives the same file. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * A project as one zip: a folder to train from, with `project.json` beside the classes. The command line divides its pictures as
 * this page does. Pictures that cannot be used are left out.
 *
 * @throws the reason of `watch.signal` when it aborts
 */
export async function writeProject(project: Project, watch?: Watch): Promise<Blob> {
  const { BlobReader, BlobWriter, TextReader, ZipWriter } = await import('@zip.js/zip.js/lib/zip-core-native.js');
  // Pictures do not get smaller.
  const options = { level: 0, lastModDate: NO_DATE, useWebWorkers: false };
  const zip = new ZipWriter(new BlobWriter('application/zip'), options);
  await zip.add(PROJECT_FILE, new TextReader(`${JSON.stringify(factsOf(project), null, 2)}\n`));
  const pictures = listPictures(project);
  for (const [index, [path, { file }]] of pictures.entries()) {
    watch?.signal.throwIfAborted();
    await zip.add(path, new BlobReader(file));
    watch?.onProgress({ done: index + 1, total: pictures.length });
  }
  return zip.close();
}

function factsOf(project: Project): ProjectFacts {
  const { name, classes, attribution } = project;
  const groupBy = groupPattern(project);
  return {
    format: 'graft-project',
    version: 1,
    name,
    classes: classes.map((one) => one.name),
    attribution,
    recipe: { seed: seedOf(project, groupBy), groupBy },
  };
}

/** The seed that this page would train with; the usual one where there is nothing to train on yet. */
function seedOf(project: Project, groupBy: string | undefined): number {
  const files = [...picturesByPath(project)].map(([path, { file }]) => ({ path, blob: file }));
  const group = groupBy === undefined ? undefined : groupByPattern(groupBy);
  try {
    return suggestSeed(project.name, files, { group });
  } catch {
    return 1;
  }
}

/** Every picture that can be used, by its place in the zip. */
function listPictures(project: Project): readonly (readonly [string, Picture])[] {
  const off = project.classes
    .filter(({ on }) => !on)
    .flatMap(({ name, pictures }) =>
      pictures
        .filter(({ problem }) => problem === undefined)
        .map((one) => [`${OFF_FOLDER}/${one.split ?? 'undivided'}/${name}/${one.name}`, one] as const),
    );
  return [...picturesByPath(project), ...off];
}
