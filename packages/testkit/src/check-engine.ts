import type { Engine, HostTensor, Network, Session } from '@graftjs/core';
import { randomStream } from '@graftjs/core';
import { cutNetwork } from '@graftjs/cut';
import { expectRefusal, expectThat } from './expect.js';
import { largestDifference, sameBytes } from './same-bytes.js';
import { tinyNetwork } from './tiny-network.js';

/**
 * Checks that an engine gives the numbers of another one, the same ones in every batch, and refuses what it cannot run.
 *
 * @param engine the engine to check; it is not disposed
 * @param reference an engine that is trusted: tfjs on the cpu backend, not folded
 * @param options.tolerance largest difference of a probability; default 1e-5
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkEngine(
  engine: Engine,
  reference: Engine,
  options: { readonly tolerance?: number } = {},
): Promise<void> {
  const { tolerance = 1e-5 } = options;
  expectThat(/^[^/]+\/[^/]+$/.test(engine.name), engine.name, 'the name is not "engine/numeric path"');
  expectThat(engine.parallel >= 1, engine.name, `parallel is ${engine.parallel}`);

  const network = tinyNetwork();
  expectThat(engine.unsupported(network).length === 0, engine.name, 'it cannot run the tiny network');
  const strange = withUnheardOfLayer(network);
  expectThat(
    engine.unsupported(strange).some(({ layer }) => layer === 'strange'),
    engine.name,
    'it does not say that it cannot run a layer of type "UnheardOf"',
  );

  const trusted = await reference.load(network);
  const session = await engine.load(network);
  try {
    const batch = makePictures(8);
    const whole = await runOne(session, batch);
    expectThat(
      largestDifference(whole, await runOne(trusted, batch)) <= tolerance,
      engine.name,
      'its numbers differ from the reference',
    );
    await checkBatches(session, batch, whole, engine.name);
    await expectRefusal(engine.name, 'an input of another name', () => session.run(new Map([['other', batch]])));
    await expectRefusal(engine.name, 'a picture of another size', () =>
      session.run(new Map([['input', makePictures(1, 9)]])),
    );
  } finally {
    session.dispose();
    trusted.dispose();
  }
  await checkBoundaries(engine, network);
}

/** What a picture gives may not depend on its neighbours, or features from a cache would differ from fresh ones. */
async function checkBatches(session: Session, batch: HostTensor, whole: HostTensor, subject: string): Promise<void> {
  for (const size of [1, 3, 5]) {
    const part = await runOne(session, rows(batch, 0, size));
    expectThat(sameBytes(part, rows(whole, 0, size)), subject, `a batch of ${size} gives other numbers than one of 8`);
  }
  const overlapping = await Promise.all([0, 1, 2, 3].map((row) => runOne(session, rows(batch, row, row + 1))));
  for (const [row, result] of overlapping.entries()) {
    expectThat(
      sameBytes(result, rows(whole, row, row + 1)),
      subject,
      'calls that overlap get in the way of each other',
    );
  }
}

/** Loaded with a boundary, the whole must give the bits of its two halves: one after the other, each folded by itself. */
async function checkBoundaries(engine: Engine, network: Network): Promise<void> {
  const cut = 'stem_conv';
  const { trunk, tail } = cutNetwork(network, cut);
  const first = await engine.load(trunk);
  const second = await engine.load(tail);
  const whole = await engine.load(network, { boundaries: [cut] });
  try {
    const pictures = makePictures(2);
    const halves = await runOne(second, await runOne(first, pictures), cut);
    const same = sameBytes(halves, await runOne(whole, pictures));
    expectThat(same, engine.name, `folding reached across the boundary "${cut}"`);
  } finally {
    for (const session of [first, second, whole]) session.dispose();
  }
}

async function runOne(session: Session, batch: HostTensor, input = 'input'): Promise<HostTensor> {
  const [output] = await session.run(new Map([[input, batch]]));
  expectThat(output !== undefined, 'engine', 'a session gave no output');
  return output;
}

function makePictures(count: number, size = 8): HostTensor {
  const stream = randomStream(5, 'check-engine');
  const data = Float32Array.from({ length: count * size * size * 3 }, () => stream.uniform() * 2 - 1);
  return { dtype: 'float32', shape: [count, size, size, 3], data };
}

function rows(tensor: HostTensor, from: number, to: number): HostTensor {
  const [count = 0, ...rest] = tensor.shape;
  const length = tensor.data.length / count;
  return {
    dtype: 'float32',
    shape: [to - from, ...rest],
    data: Float32Array.from(tensor.data.slice(from * length, to * length)),
  };
}

function withUnheardOfLayer(network: Network): Network {
  const [output] = network.outputs;
  const strange = { name: 'strange', type: 'UnheardOf', inputs: output ? [output] : [], options: {}, weights: {} };
  return { ...network, layers: [...network.layers, strange], outputs: [{ from: 'strange' }] };
}
