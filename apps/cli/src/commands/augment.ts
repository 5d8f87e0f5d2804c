import { GraftError, type Dataset, type Example, type ImageInput } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { augmentImages, type AugmentSpec } from '@graftjs/images/augment';
import { checkAugmentSpec } from '@graftjs/images/augment-spec';
import { previewGrid } from '@graftjs/images/preview-grid';
import { checkOutputs } from '../output/check-outputs.js';
import { exitCodes } from '../output/exit-codes.js';
import { formatCount } from '../output/format-amounts.js';
import { openData } from '../data/open-data.js';
import { outColors, type Command } from '../output/output.js';
import { createProgressBar } from '../output/progress.js';
import { readTrainSettings } from '../recipe/read-train-settings.js';

export interface AugmentFlags {
  readonly preview: string;
  readonly augment?: AugmentSpec;
  readonly views?: number;
  readonly count?: number;
  readonly groupBy?: string;
  readonly seed?: number;
  readonly force?: boolean;
}

/** What most photographs bear; to look at, since training makes no views unless it is told to. */
const usual: AugmentSpec = { flip: 'horizontal', shift: 0.1, zoom: 0.1, rotation: 10 };

/** `graft augment`: a page of pictures beside the views that training would see. */
export const augment: Command<[source: string, flags: AugmentFlags]> = async (source, flags, context) => {
  const { preview, count = 8, views, force = false, seed, groupBy } = flags;
  const { output, signal } = context;
  const { settings } = await readTrainSettings(source, { seed, groupBy, augment: flags.augment });
  const inputs = { 'the data': settings.data, 'the recipe': source === settings.data ? undefined : source };
  await checkOutputs({ files: { '--preview': preview }, inputs, force });
  const ranges = { ...(settings.augment ?? usual), ...(views === undefined ? {} : { views }) };
  const augmentation = augmentImages(checkAugmentSpec(ranges));
  const bar = createProgressBar();
  try {
    const opened = await openData(settings.data, settings, context, bar);
    if (opened.modality !== 'image') {
      throw new GraftError('unused-option', `Views are made of pictures, and ${settings.data} holds texts.`);
    }
    const data = opened as Dataset<ImageInput>;
    const unreadable = new Map<string, string>();
    const shown: string[] = [];
    async function* chosen(): AsyncGenerator<Example<ImageInput>> {
      for await (const example of spread(data, count)) {
        signal.throwIfAborted();
        bar.update({ label: 'pictures', done: shown.length, total: Math.min(count, data.size('train')) });
        shown.push(example.id);
        yield example;
      }
    }
    const html = await previewGrid(chosen(), augmentation, {
      seed: settings.seed,
      title: `Views of ${data.name}`,
      onUnreadable: (id, { message }) => unreadable.set(id, message),
    });
    bar.stop();
    signal.throwIfAborted();
    for (const [id, reason] of unreadable) output.warn(`${id} cannot be read: ${reason}`);
    if (unreadable.size === shown.length) {
      throw new GraftError('no-readable-picture', 'None of the pictures could be read.');
    }
    await writeFileAtomic(preview, html, { overwrite: force });
    const skipped = [...unreadable].map(([file, reason]) => ({ file, reason }));
    output.answer(
      { file: preview, augment: augmentation.spec, seed: settings.seed, pictures: shown, skipped },
      describe(preview, ranges, shown.length, augmentation.views),
    );
    return unreadable.size === 0 ? exitCodes.done : exitCodes.someLeftOut;
  } finally {
    bar.stop();
  }
};

/** So many examples at even distances, so that every class has its part. */
async function* spread(data: Dataset<ImageInput>, count: number): AsyncGenerator<Example<ImageInput>> {
  const total = data.size('train');
  let [at, given] = [0, 0];
  for await (const example of data.examples('train')) {
    if (at >= Math.floor((given * total) / count)) {
      given++;
      yield example;
    }
    at++;
  }
}

function describe(file: string, ranges: object, pictures: number, views: number): string {
  const option = Object.entries(ranges).map(([name, value]) => `${name}=${String(value)}`);
  return [
    `${outColors.bold(file)}: ${formatCount(pictures, 'picture')}, ${formatCount(views, 'view')} of each. Open it in a browser.`,
    `As an option: --augment '${option.join(',')}'`,
  ].join('\n');
}
