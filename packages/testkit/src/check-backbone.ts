import type { Backbone, HostTensor, Network, OpenBackbone, Session } from '@graftjs/core';
import { cutNetwork, findBottleneck, listCuts, splitBlocks, tapLayers } from '@graftjs/cut';
import { tfjsEngine } from '@graftjs/engines';
import { checkNetwork } from '@graftjs/network';
import { expectNoLeak, expectThat } from './expect.js';
import { largestDifference, largestMagnitude, sameBytes } from './same-bytes.js';

/**
 * Checks an open backbone on the current tfjs backend: every cut is real (trunk then tail gives exactly what the whole
 * gives), its blocks in sequence equal the whole, each block has parameters, its preprocessing fits its input, and
 * folding BatchNorm changes nothing that matters.
 *
 * @param backbone a small input size makes this quick; a closed backbone has no cuts to check and is refused
 * @param inputs two or more inputs that its preprocessing accepts
 * @param options.tolerance largest difference, folded from unfolded, relative to the largest output; default 1e-5
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkBackbone<Input>(
  backbone: Backbone<Input>,
  inputs: readonly Input[],
  options: { readonly tolerance?: number } = {},
): Promise<void> {
  const subject = backbone.id;
  expectThat('network' in backbone, subject, 'it is closed: its layers cannot be seen');
  expectThat(backbone.license !== '', subject, 'it names no licence');
  checkNetwork(backbone.network);
  checkClassifier(backbone);
  const ready = await Promise.all(inputs.map((input) => backbone.preprocess.prepare(input)));
  const batch = backbone.preprocess.batch(ready);
  await expectNoLeak(subject, async () => {
    const whole = await run(backbone.network, batch);
    await checkCuts(backbone.network, batch, whole, subject);
    await checkBlocks(backbone, batch, whole);
    const folded = await run(backbone.network, batch, { fold: true });
    expectThat(
      largestDifference(folded, whole) <= (options.tolerance ?? 1e-5) * Math.max(1, largestMagnitude(whole)),
      subject,
      'folding BatchNorm changes its numbers',
    );
  });
}

async function checkCuts(
  network: Network,
  batch: ReadonlyMap<string, HostTensor>,
  whole: HostTensor,
  subject: string,
): Promise<void> {
  const cuts = listCuts(network);
  expectThat(cuts.length > 0, subject, 'it has no cut');
  const bytes = JSON.stringify([network.layers, network.inputs, network.outputs]);
  // One run gives the features at all of them; that trunks give the same is seen at the ends of blocks.
  const names = cuts.map(({ layer }) => layer);
  const features = await runAll(tapLayers(network, names), batch);
  for (const [index, layer] of names.entries()) {
    const { tail } = cutNetwork(network, layer);
    const halfway = features[index];
    expectThat(halfway !== undefined, subject, `cut at "${layer}", it gave no features`);
    const result =
      tail.layers.length === 0 ? halfway : await run(tail, new Map([[tail.inputs[0]?.name ?? '', halfway]]));
    expectThat(sameBytes(result, whole), subject, `cut at "${layer}", trunk then tail differs from the whole`);
  }
  expectThat(
    JSON.stringify([network.layers, network.inputs, network.outputs]) === bytes,
    subject,
    'cutting changed the network',
  );
}

async function checkBlocks<Input>(
  backbone: OpenBackbone<Input>,
  batch: ReadonlyMap<string, HostTensor>,
  whole: HostTensor,
): Promise<void> {
  const blocks = splitBlocks(backbone.network, backbone.blockEnds);
  const cuts = new Set(listCuts(backbone.network).map(({ layer }) => layer));
  let rest = backbone.network;
  let features = batch;
  for (const block of blocks) {
    expectThat(block.parameters > 0, backbone.id, `block "${block.name}" has no parameters`);
    const end = block.layers.at(-1) ?? '';
    expectThat(cuts.has(end), backbone.id, `block "${block.name}" ends at "${end}", which is no cut`);
    const { trunk, tail } = cutNetwork(rest, end);
    const result = await run(trunk, features);
    features = new Map([[tail.inputs[0]?.name ?? '', result]]);
    rest = tail;
  }
  const [last] = features.values();
  const result = rest.layers.length === 0 ? last : await run(rest, features);
  expectThat(
    result !== undefined && sameBytes(result, whole),
    backbone.id,
    'its blocks in sequence differ from the whole',
  );
  const bottleneck = findBottleneck(
    backbone.network,
    backbone.classifier ? { classifier: backbone.classifier.layer } : {},
  );
  expectThat(bottleneck.reason !== '', backbone.id, 'nothing says why its bottleneck was chosen');
}

function checkClassifier<Input>({ id, network, classifier }: OpenBackbone<Input>): void {
  if (!classifier) return;
  const known = network.layers.some(({ name }) => name === classifier.layer);
  expectThat(known, id, `its classifier "${classifier.layer}" is no layer of its network`);
}

async function run(
  network: Network,
  batch: ReadonlyMap<string, HostTensor>,
  options?: { readonly fold: boolean },
): Promise<HostTensor> {
  const [output] = await runAll(network, batch, options);
  expectThat(output !== undefined, network.name, 'it gave no output');
  return output;
}

async function runAll(
  network: Network,
  batch: ReadonlyMap<string, HostTensor>,
  { fold } = { fold: false },
): Promise<readonly HostTensor[]> {
  const session: Session = await tfjsEngine({ fold }).load(network);
  try {
    return await session.run(batch);
  } finally {
    session.dispose();
  }
}
