import type { BackendPlugin, BackendTrial, ChosenBackend } from '@graftjs/engines/choose-backend';
import { cpu } from '@graftjs/engines/cpu';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { backendRoom } from './backend-room.js';
import type { BackendState } from './workshop-api.js';

/** Takes the first that starts; what is measured of them is tested where it is. */
const chooseBackend = vi.hoisted(() => vi.fn());
vi.mock('@graftjs/engines/choose-backend', () => ({ chooseBackend }));
vi.mock('@graftjs/backbones/efficientnet-lite', () => ({ efficientNetLite0: () => Promise.resolve({}) }));

beforeAll(async () => {
  await cpu().start();
});

beforeEach(() => {
  chooseBackend.mockReset().mockImplementation(async (candidates: readonly BackendPlugin[]): Promise<ChosenBackend> => {
    const trials: BackendTrial[] = [];
    for (const plugin of candidates) {
      try {
        const running = await plugin.start();
        return { running, trials: [...trials, { name: plugin.name, perSecond: 10 }] };
      } catch (error) {
        trials.push({ name: plugin.name, problem: (error as Error).message });
      }
    }
    throw new Error(trials.map(({ problem }) => problem).join(' '));
  });
});

/** Backends that are no more than a name and a card to lose. */
function setUp(...names: string[]) {
  const lose = new Map<string, (reason: string) => void>();
  const started: string[] = [];
  const missing = new Set<string>();
  /** What is to start only once it is let go. */
  const held = new Map<string, Promise<void>>();
  const plugins = names.map((name): BackendPlugin => ({
    name,
    exact: false,
    async start() {
      started.push(name);
      await held.get(name);
      if (missing.has(name)) throw new Error(`No ${name} here.`);
      return { name, device: 'fake', lost: new Promise((resolve) => lose.set(name, resolve)) };
    },
  }));
  const onClose = vi.fn();
  const room = backendRoom(plugins, onClose);
  const states: BackendState[] = [];
  room.watch((state) => states.push(state));
  return {
    room,
    states,
    started,
    missing,
    held,
    onClose,
    lose: (name: string) => lose.get(name)?.('it was unplugged'),
  };
}

it('starts nothing before it is needed, and then once', async () => {
  const { room, states, started } = setUp('webgl', 'wasm');
  expect(states).toEqual([{ now: { kind: 'idle' }, busy: false, wished: undefined, trials: [], lost: [] }]);
  const engines = await Promise.all([room.open(), room.open()]);
  expect(engines[0]).toBe(engines[1]);
  expect(started).toEqual(['webgl']);
  expect(states.at(-1)?.now).toEqual({ kind: 'running', name: 'webgl', device: 'fake' });
});

it('begins work again on the next, for each card that is lost under it, and says so', async () => {
  const { room, states, lose, onClose } = setUp('webgpu', 'webgl', 'wasm');
  const attempts: number[] = [];
  const answer = await room.survive(async (_, lost) => {
    attempts.push(lost);
    if (lost < 2) {
      lose(lost === 0 ? 'webgpu' : 'webgl');
      throw new Error('What is read from a card that is gone are zeros.');
    }
    return 'done';
  });
  expect([answer, attempts]).toEqual(['done', [0, 1, 2]]);
  expect(states.at(-1)).toMatchObject({
    now: { kind: 'running', name: 'wasm' },
    busy: false,
    lost: [
      ['webgpu', 'it was unplugged'],
      ['webgl', 'it was unplugged'],
    ],
  });
  expect(states.filter(({ busy }) => busy).length).toBeGreaterThan(0);
  expect(onClose).toHaveBeenCalledTimes(2);
});

it('does not begin again what fails while its backend is there', async () => {
  const { room, states } = setUp('wasm');
  const work = vi.fn(() => Promise.reject(new Error('Out of pictures.')));
  await expect(room.survive(work)).rejects.toThrow('Out of pictures.');
  expect(work).toHaveBeenCalledTimes(1);
  expect(states.at(-1)).toMatchObject({ busy: false, lost: [] });
});

it('computes on a card where there is no WebAssembly', async () => {
  const { room, states, missing } = setUp('wasm', 'webgl');
  missing.add('wasm');
  await room.open();
  expect(states.at(-1)).toMatchObject({
    now: { kind: 'running', name: 'webgl' },
    trials: [{ name: 'wasm', problem: 'No wasm here.' }, { name: 'webgl' }],
  });
});

it('says what is missing where there is neither, and tries again once it is asked again', async () => {
  const { room, states, missing } = setUp('webgl', 'wasm');
  for (const name of ['webgl', 'wasm']) missing.add(name);
  await expect(room.open()).rejects.toThrow('No webgl here. No wasm here.');
  expect(states.at(-1)?.now).toEqual({ kind: 'failed', problem: 'No webgl here. No wasm here.' });
  missing.delete('wasm');
  await room.open();
  expect(states.at(-1)?.now).toMatchObject({ kind: 'running', name: 'wasm' });
});

it('takes the fastest that was measured before, without measuring it again', async () => {
  const { room, started } = setUp('webgl', 'wasm');
  await room.wish({
    name: undefined,
    trials: [
      { name: 'webgl', perSecond: 3 },
      { name: 'wasm', perSecond: 20 },
    ],
  });
  await room.open();
  expect(started).toEqual(['wasm']);
  expect(chooseBackend).not.toHaveBeenCalled();
});

it('takes what was wished for, lost before or not; what was loaded on another is void', async () => {
  const { room, states, lose, onClose } = setUp('webgl', 'wasm');
  await room.open();
  lose('webgl');
  await vi.waitFor(() => expect(states.at(-1)?.lost).toHaveLength(1));
  expect(onClose).toHaveBeenCalledTimes(1);
  await room.wish({ name: 'webgl', trials: [] });
  await room.open();
  expect(states.at(-1)).toMatchObject({ now: { kind: 'running', name: 'webgl' }, wished: 'webgl', lost: [] });
  await room.wish({ name: 'opengl', trials: [] });
  await expect(room.open()).rejects.toThrow('There is no backend "opengl" any more. Choose another.');
});

it('lets nothing happen to what is open when one is lost that was closed before', async () => {
  const { room, states, lose, onClose } = setUp('webgl', 'wasm');
  await room.wish({ name: 'webgl', trials: [] });
  await room.open();
  await room.wish({ name: 'wasm', trials: [] });
  const engine = await room.open();
  onClose.mockClear();
  lose('webgl');
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(onClose).not.toHaveBeenCalled();
  expect(states.at(-1)).toMatchObject({ now: { kind: 'running', name: 'wasm' }, wished: 'wasm', lost: [] });
  expect(await room.open()).toBe(engine);
});

it('hears nothing more of one that starts while another is wished for, and starts that after it', async () => {
  const { room, states, started, held } = setUp('webgl', 'wasm');
  let letGo = (): void => undefined;
  held.set('webgl', new Promise((resolve) => (letGo = resolve)));
  await room.wish({ name: 'webgl', trials: [] });
  const first = room.open();
  await vi.waitFor(() => expect(started).toEqual(['webgl']));
  const wished = room.wish({ name: 'wasm', trials: [] });
  const second = room.open();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(started).toEqual(['webgl']);
  letGo();
  await wished;
  // Whoever asked before has what is there now.
  expect(await first).toBe(await second);
  expect(started).toEqual(['webgl', 'wasm']);
  expect(states.map(({ now }) => [now.kind, 'name' in now ? now.name : ''].join(' ').trim())).toEqual([
    'idle',
    'idle',
    'starting webgl',
    'idle',
    'starting wasm',
    'running wasm',
  ]);
});

it('says nothing of one that fails after another was wished for', async () => {
  const { room, states, started, held } = setUp('webgl', 'wasm');
  let fail = (_: Error): void => undefined;
  held.set('webgl', new Promise((_, reject) => (fail = reject)));
  await room.wish({ name: 'webgl', trials: [] });
  const first = room.open();
  await vi.waitFor(() => expect(started).toEqual(['webgl']));
  const wished = room.wish({ name: 'wasm', trials: [] });
  fail(new Error('No webgl here.'));
  await wished;
  await first;
  expect(states.filter(({ now }) => now.kind === 'failed')).toEqual([]);
  expect(states.at(-1)?.now).toMatchObject({ kind: 'running', name: 'wasm' });
});
