import type { Augmentation, Json, Preprocess } from '@graftjs/core';
import { expectJson, expectRefusal, expectThat } from './expect.js';

/**
 * Checks that an augmentation's views are decided by spec, seed, example and index alone, that the first is the input itself, and
 * that no input is changed.
 *
 * @param create what makes it from a spec: `augmentImages`
 * @param spec one that changes inputs, with several views
 * @param subject.inputs two and more
 * @param subject.preprocess one for such inputs; its fingerprint tells views apart
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkAugmentation<Input, Spec extends Json>(
  create: (spec: Spec) => Augmentation<Input>,
  spec: Spec,
  { inputs, preprocess }: { readonly inputs: readonly Input[]; readonly preprocess: Preprocess<Input> },
): Promise<void> {
  const augmentation = create(spec);
  const subject = `augmentation "${augmentation.kind}"`;
  const { views } = augmentation;
  expectThat(augmentation.kind !== '', 'augmentation', 'the kind is empty');
  expectThat(Number.isSafeInteger(views) && views >= 1, subject, `it has ${views} views`);
  expectJson(augmentation.spec, subject);
  const nameView = async (made: Augmentation<Input>, at: number, seed: number, id: string, index: number) =>
    preprocess.fingerprint(await made.view(inputs[at] as Input, seed, id, index));
  const nameAll = (made: Augmentation<Input>, seed: number, id: string): Promise<string[]> =>
    Promise.all(Array.from({ length: inputs.length * views }, (_, i) => nameView(made, Math.floor(i / views), seed, id, i % views))); // prettier-ignore

  const before = await Promise.all(inputs.map(preprocess.fingerprint));
  for (const input of inputs) {
    expectThat((await augmentation.view(input, 7, 'one', 0)) === input, subject, 'view 0 is not the input itself');
  }
  const names = await nameAll(augmentation, 7, 'one');
  const restored = create(JSON.parse(JSON.stringify(augmentation.spec)) as Spec);
  expectThat(restored.views === views, subject, `restored from its spec, it has ${restored.views} views, not ${views}`);
  // Backwards: a view that depends on those before it would differ.
  for (let i = names.length - 1; i >= 0; i--) {
    const again = await nameView(restored, Math.floor(i / views), 7, 'one', i % views);
    expectThat(again === names[i], subject, `view ${i % views} is another when made again, from its spec`);
  }
  expectThat(new Set(names).size > inputs.length, subject, 'no view differs from its input');
  expectThat(String(await nameAll(augmentation, 8, 'one')) !== String(names), subject, 'another seed changes no view');
  expectThat(String(await nameAll(augmentation, 7, 'two')) !== String(names), subject, 'another id changes no view');
  const after = await Promise.all(inputs.map(preprocess.fingerprint));
  expectThat(String(after) === String(before), subject, 'making a view changed an input');

  for (const index of [views, -1, 0.5]) {
    await expectRefusal(subject, `view ${index} of ${views}`, () =>
      augmentation.view(inputs[0] as Input, 7, 'one', index),
    );
  }
  const unknown = { ...(augmentation.spec as { readonly [key: string]: Json }), unheardOf: 1 } as unknown as Spec;
  await expectRefusal(subject, 'a spec with an unknown member', () => create(unknown));
}
