import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mobileNetV2Network } from '@graftjs/backbones/mobilenet-v2';
import { writeNetworkSafetensors } from '@graftjs/formats/safetensors';
import { initializeWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { copyPictures, dropPictures } from './small-project.js';
import { useStudio } from './use-studio.js';

const models = fileURLToPath(new URL('../../../packages/backbones/fixtures/own-models/', import.meta.url));

describe('networks and weights of one’s own', () => {
  const studio = useStudio({ prepare: ({ work }) => copyPictures(work, 6) });

  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const field = (name: string) => studio.page.getByRole('textbox', { name, exact: true });
  const select = (name: string) => studio.page.getByRole('combobox', { name, exact: true });
  const choose = (file: Parameters<ReturnType<typeof field>['setInputFiles']>[0]) =>
    studio.page.locator('.choices .file input').setInputFiles(file);
  const train = async (): Promise<void> => {
    await studio.page.locator('.plan').waitFor({ timeout: 60_000 });
    await button('Train').click();
    await studio.page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
  };
  const notes = { name: 'notes.h5', mimeType: '', buffer: Buffer.from('no weights at all') };

  it('asks for the weights of MobileNetV2 with the address of them, and refuses another file by its name', async () => {
    await dropPictures(studio.page, studio.work);
    await button('Choices').click();
    await select('Pretrained network').selectOption('mobilenet-v2');
    await studio.page.getByText('Its weights do not come with the page').waitFor({ timeout: 60_000 });
    const link = studio.page.getByRole('link', { name: 'Where they are published' });
    expect(await link.getAttribute('href')).toMatch(/mobilenet_v2_weights_.*_1\.0_224_no_top\.h5$/);
    expect(await button('Train').isDisabled()).toBe(true);
    await checkLook(studio.page, 'own-weights-missing');
    await choose(notes);
    await studio.page.getByRole('alert').getByText('"notes.h5" cannot be used: ').first().waitFor();
  }, 120_000);

  it('trains on weights of one’s own', async () => {
    const bare = mobileNetV2Network({ alpha: 0.35, top: false });
    const bytes = writeNetworkSafetensors(initializeWeights(bare, 7));
    await field('Width multiplier').fill('0.35');
    await field('Input size, in pixels').fill('32');
    await choose({ name: 'small.safetensors', mimeType: '', buffer: Buffer.from(bytes) });
    await train();
  }, 240_000);

  it.each(['my_model_A.h5', 'my_model_A.keras'])(
    'asks how %s wants its pixels, and trains on it',
    async (file) => {
      await field('Input size, in pixels').fill('');
      await select('Pretrained network').selectOption('own-network');
      await choose(notes);
      await studio.page.getByRole('alert').getByText('notes.h5').first().waitFor();
      await choose(join(models, file));
      await select('How it wants its pixels').selectOption('');
      await studio.page.getByText('How this network wants its pixels is not in its file').waitFor();
      await select('How it wants its pixels').selectOption('tf');
      await train();
    },
    240_000,
  );

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});
