import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu.js';
import { getBackend, registerBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { chooseBackend, type BackendPlugin } from '../choose-backend.js';
import { cpu } from '../cpu.js';
import { smallNetwork } from '../fixtures/small-network.js';
import { startPlugin } from './start-plugin.js';

/** Held back until it is let go: what it takes, or the device itself. */
function heldBack(name: string, what: 'files' | 'device') {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const made = vi.fn(() => new MathBackendCPU());
  registerBackend(name, async () => {
    if (what === 'device') await held;
    return made();
  });
  const load = () => (what === 'files' ? held : Promise.resolve());
  const plugin: BackendPlugin = { name, exact: false, start: (options) => startPlugin(name, { load }, options) };
  return { plugin, letGo, made };
}

beforeAll(() => cpu().start());
afterAll(() => vi.restoreAllMocks());

it.each(['files', 'device'] as const)(
  'what was given up does not become the current backend later: its %s',
  async (what) => {
    const { plugin, letGo, made } = heldBack(`late ${what}`, what);
    const { running, trials } = await chooseBackend([plugin, cpu()], smallNetwork(), { patienceSeconds: 0.05 });
    expect(running.name).toBe('cpu');
    expect(trials[0]).toEqual({ name: plugin.name, problem: 'Its first examples take longer than 0.05 s.' });
    letGo();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made).toHaveBeenCalledTimes(what === 'files' ? 0 : 1);
    expect(getBackend()).toBe('cpu');
    // Whoever asks for it again has it.
    expect(await plugin.start()).toMatchObject({ name: plugin.name });
    expect(getBackend()).toBe(plugin.name);
  },
);

it('rejects with the reason of the signal, and not as one that failed', async () => {
  const { plugin } = heldBack('never', 'files');
  const end = new AbortController();
  const started = plugin.start({ signal: end.signal });
  end.abort(new Error('asked otherwise'));
  await expect(started).rejects.toThrow(/^asked otherwise$/);
});
