import { OFF_FOLDER, PROJECT_FILE, type ProjectFacts } from '@graftjs/data/picture-zip';
import { readTyped, type Choices } from '../choices/choices.js';
import { writeRecipe } from '../choices/write-recipe.js';
import type { Watch } from '../watch.js';
import { groupPattern } from './group-pattern.js';
import { picturesByPath, type Picture, type Project } from './project.js';
import { usualSeed } from './usual-seed.js';

/** Of every entry, so that the same project gives the same file. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * A project as one zip: a folder to train from, with `project.json` beside the classes. The command line trains from it what this
 * page would. Pictures that cannot be used are left out, and so is a file of weights or of a network, which is named.
 *
 * @throws the reason of `watch.signal` when it aborts
 */
export async function writeProject(project: Project, choices: Choices, watch?: Watch): Promise<Blob> {
  const { BlobReader, BlobWriter, TextReader, ZipWriter } = await import('@zip.js/zip.js/lib/zip-core-native.js');
  // Pictures do not get smaller.
  const options = { level: 0, lastModDate: NO_DATE, useWebWorkers: false };
  const zip = new ZipWriter(new BlobWriter('application/zip'), options);
  await zip.add(PROJECT_FILE, new TextReader(`${JSON.stringify(factsOf(project, choices), null, 2)}\n`));
  const pictures = placePictures(project);
  for (const [index, [path, { file }]] of pictures.entries()) {
    watch?.signal.throwIfAborted();
    await zip.add(path, new BlobReader(file));
    watch?.onProgress({ done: index + 1, total: pictures.length });
  }
  return zip.close();
}

function factsOf(project: Project, choices: Choices): ProjectFacts {
  const { name, classes, attribution } = project;
  const typed = { batchSize: readTyped('batchSize', choices.batchSize), seed: readTyped('seed', choices.seed) };
  return {
    format: 'graft-project',
    version: 1,
    name,
    classes: classes.map((one) => one.name),
    attribution,
    recipe: {
      ...writeRecipe(choices),
      ...(typed.batchSize !== undefined && { batchSize: typed.batchSize }),
      // What is no seed is refused here already, and would be there.
      seed: Number.isSafeInteger(typed.seed) ? (typed.seed as number) : usualSeed(project),
      groupBy: groupPattern(project),
    },
  };
}

/** Every picture that can be used, by its place in the zip. */
function placePictures(project: Project): readonly (readonly [string, Picture])[] {
  const off = project.classes
    .filter(({ on }) => !on)
    .flatMap(({ name, pictures }) =>
      pictures
        .filter(({ problem }) => problem === undefined)
        .map((one) => [`${OFF_FOLDER}/${one.split ?? 'undivided'}/${name}/${one.name}`, one] as const),
    );
  return [...picturesByPath(project), ...off];
}
