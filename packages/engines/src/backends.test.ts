import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import util, { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { listBackends, startBackend } from './backends.js';
import { findTfjsNode } from './tfjs-node.js';

describe('startBackend', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  test.each(['cpu', 'wasm'])('starts %s and says so', async (name) => {
    expect(await startBackend(name)).toEqual({ name, tried: [] });
    expect(tf.getBackend()).toBe(name);
    expect([...(await tf.add([1, 2], [3, 4]).data())]).toEqual([4, 6]);
  });

  test('without a name takes the first that starts, and says what did not', async () => {
    vi.stubEnv('GRAFT_TFJS_NODE', '/nowhere');
    expect(await startBackend()).toEqual({
      name: 'wasm',
      tried: [{ name: 'tfjs-node', reason: 'GRAFT_TFJS_NODE names /nowhere, and there is no package in it' }],
    });
    expect(tf.getBackend()).toBe('wasm');
  });

  test('a named backend that does not start is an error, and nothing else is started', async () => {
    vi.stubEnv('GRAFT_TFJS_NODE', '/nowhere');
    await startBackend('cpu');
    await expect(startBackend('tfjs-node')).rejects.toMatchObject({
      code: 'backend-failed',
      message:
        'Backend "tfjs-node" did not start: GRAFT_TFJS_NODE names /nowhere, and there is no package in it. Install it with "npm install @tensorflow/tfjs-node", or build it and set GRAFT_TFJS_NODE to its package folder. Or use "wasm" or "cpu", or name none to get the fastest that starts.',
    });
    expect(tf.getBackend()).toBe('cpu');
  });

  test('tfjs that cannot initialise a backend is an error, and the one before goes on', async () => {
    vi.stubEnv('GRAFT_TFJS_NODE', '/nowhere');
    await startBackend('cpu');
    const cpu = tf.findBackendFactory('cpu');
    await startBackend('wasm');
    tf.removeBackend('cpu');
    tf.registerBackend('cpu', () => {
      throw new Error('no memory');
    });
    await expect(startBackend('cpu')).rejects.toThrow(
      'Backend "cpu" did not start: tfjs could not initialise it. It comes with Graft',
    );
    expect(tf.getBackend()).toBe('wasm');
    expect([...(await tf.add([1, 2], [3, 4]).data())]).toEqual([4, 6]);
    tf.removeBackend('cpu');
    tf.registerBackend('cpu', cpu);
  });

  test('an unknown name is refused, with the nearest', async () => {
    await expect(startBackend('wsam')).rejects.toMatchObject({
      code: 'unknown-backend',
      message: 'No backend "wsam". Did you mean "wasm"? There are: tfjs-node, wasm, cpu.',
    });
  });

  test('prints nothing', async () => {
    const program = `
      import { startBackend } from '@graftjs/engines/backends';
      import * as tf from '@tensorflow/tfjs-core';
      for (const name of ['cpu', 'wasm']) {
        await startBackend(name);
        await tf.add([1], [2]).data();
      }`;
    const options = { cwd: import.meta.dirname, env: { ...process.env, GRAFT_TFJS_NODE: '/nowhere' } };
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], options);
    expect(await run).toEqual({ stdout: '', stderr: '' });
  });
});

describe('listBackends', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('says of each whether it can be used, why not, and what to install', async () => {
    vi.stubEnv('GRAFT_TFJS_NODE', '/nowhere');
    const [tfjsNode, ...others] = await listBackends();
    expect(tfjsNode).toEqual({
      name: 'tfjs-node',
      available: false,
      reason: 'GRAFT_TFJS_NODE names /nowhere, and there is no package in it',
      install: expect.stringContaining('npm install @tensorflow/tfjs-node') as string,
    });
    expect(others).toEqual([
      { name: 'wasm', available: true, install: expect.any(String) as string },
      { name: 'cpu', available: true, install: expect.any(String) as string },
    ]);
  });
});

describe('tfjs-node', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('a folder whose binding was not built is not available', async () => {
    const folder = await fakeTfjsNode();
    vi.stubEnv('GRAFT_TFJS_NODE', folder);
    const reason = `${folder} has no compiled binding: its install script did not finish`;
    await expect(startBackend('tfjs-node')).rejects.toThrow(reason);
    expect(() => findTfjsNode()).toThrow(expect.objectContaining({ code: 'no-tfjs-node', message: reason }));
    await rm(folder, { recursive: true });
  });

  test('a binding that does not load says why, and the next backend is tried', async () => {
    const folder = await fakeTfjsNode("throw new Error('libtensorflow.so.2: no such file.');");
    vi.stubEnv('GRAFT_TFJS_NODE', folder);
    await startBackend('cpu');
    expect(await startBackend()).toMatchObject({
      name: 'wasm',
      tried: [{ name: 'tfjs-node', reason: 'libtensorflow.so.2: no such file' }],
    });
    await rm(folder, { recursive: true });
  });

  test('is loaded from its folder into our tfjs-core, though the folder has another copy, and on Node 23', async () => {
    const folder = await fakeTfjsNode("exports.TF_Version = '9.9';");
    vi.stubEnv('GRAFT_TFJS_NODE', folder);
    const oldUtil = util as { isNullOrUndefined?: (value: unknown) => boolean };
    delete oldUtil.isNullOrUndefined;
    expect(await startBackend('tfjs-node')).toEqual({ name: 'tfjs-node', tried: [] });
    expect([null, undefined, 0].map((value) => oldUtil.isNullOrUndefined?.(value))).toEqual([true, true, false]);
    expect(tf.getBackend()).toBe('tensorflow');
    const backend = tf.backend() as unknown as { core: unknown; binding: { TF_Version: string } };
    expect(backend.core).toBe(tf.version_core);
    expect(backend.binding.TF_Version).toBe('9.9');
    await startBackend('cpu');
    tf.removeBackend('tensorflow');
    await rm(folder, { recursive: true });
  });
});

/** The outside of tfjs-node: what is loaded of it, and another tfjs that must not be. */
async function fakeTfjsNode(binding?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tfjs-node-'));
  const files: Record<string, string> = {
    'package.json': '{ "name": "@tensorflow/tfjs-node" }',
    'node_modules/@tensorflow/tfjs/index.js': "throw new Error('another copy');",
    'dist/register_all_kernels.js': "require('@tensorflow/tfjs');",
    'dist/nodejs_kernel_backend.js': `
      const tf = require('@tensorflow/tfjs');
      exports.NodeJSKernelBackend = class extends tf.KernelBackend {
        constructor(binding) { super(); this.binding = binding; this.core = tf.version_core; }
        dispose() {}
      };`,
    // A folder by the binding's name, since Node loads a folder as well as a file.
    ...(binding && { 'lib/napi-v8/tfjs_binding.node/index.js': binding }),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
