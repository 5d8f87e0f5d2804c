import type { HostTensor, PreprocessPlugin, Json } from '@graftjs/core';
import { bytesOf } from '@graftjs/core';
import { expectJson, expectRefusal, expectThat } from './expect.js';

/**
 * Checks that a preprocess is decided by its spec, treats inputs one by one, and refuses a bad one in words.
 *
 * @param plugin what restores it
 * @param spec a spec that the plugin accepts
 * @param inputs.good at least two inputs that differ
 * @param inputs.bad one that cannot be prepared
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkPreprocess<Input>(
  plugin: PreprocessPlugin<Input>,
  spec: Json,
  inputs: { readonly good: readonly Input[]; readonly bad: Input },
): Promise<void> {
  const preprocess = plugin.restore(spec);
  const subject = `preprocess "${plugin.kind}"`;
  expectThat(preprocess.kind === plugin.kind, subject, `its product calls itself "${preprocess.kind}"`);
  expectThat(preprocess.runtime !== '', subject, 'the runtime is empty');
  expectJson(preprocess.spec, subject);

  const restored = plugin.restore(JSON.parse(JSON.stringify(preprocess.spec)) as Json);
  const ready = await Promise.all(inputs.good.map((input) => preprocess.prepare(input)));
  const readyAgain = await Promise.all(inputs.good.map((input) => restored.prepare(input)));
  const whole = preprocess.batch(ready);
  expectThat(sameBatch(whole, restored.batch(readyAgain)), subject, 'restored from its spec, it gives other numbers');

  for (const [name, { shape }] of whole) {
    expectThat(shape[0] === ready.length, subject, `"${name}" has a batch of ${shape[0]} for ${ready.length} inputs`);
  }
  for (const [index, one] of ready.entries()) {
    for (const [name, alone] of preprocess.batch([one])) {
      const together = bytesOf(whole.get(name) as HostTensor);
      const length = together.byteLength / ready.length;
      const same = String(bytesOf(alone)) === String(together.subarray(index * length, (index + 1) * length));
      expectThat(same, subject, `input ${index} gives other numbers in a batch than alone`);
    }
  }

  const names = await Promise.all(inputs.good.map((input) => preprocess.fingerprint(input)));
  expectThat(new Set(names).size === names.length, subject, 'inputs that differ have one fingerprint');
  const namesAgain = await Promise.all(inputs.good.map((input) => restored.fingerprint(input)));
  expectThat(String(names) === String(namesAgain), subject, 'the fingerprint of one input changed');
  await expectRefusal(subject, 'an input that cannot be prepared', () => preprocess.prepare(inputs.bad));
  await expectRefusal(subject, 'a spec with an unknown member', () =>
    plugin.restore({ ...asObject(spec), unheardOf: 1 }),
  );
}

function sameBatch(a: ReadonlyMap<string, HostTensor>, b: ReadonlyMap<string, HostTensor>): boolean {
  return [...a].every(([name, tensor]) => {
    const other = b.get(name);
    return other !== undefined && String(bytesOf(tensor)) === String(bytesOf(other));
  });
}

function asObject(spec: Json): { readonly [key: string]: Json } {
  return typeof spec === 'object' && spec !== null && !Array.isArray(spec)
    ? (spec as { readonly [key: string]: Json })
    : {};
}
