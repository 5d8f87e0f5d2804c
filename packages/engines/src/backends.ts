import { GraftError, listNearest } from '@graftjs/core';
import { env, getBackend, setBackend } from '@tensorflow/tfjs-core';
import { findTfjsNode, registerTfjsNode } from './tfjs-node.js';

/** A backend and whether it can be used here. */
export interface BackendInfo {
  readonly name: string;
  readonly available: boolean;
  /** Why not; absent when it is available. */
  readonly reason?: string;
  /** What to do to have it. */
  readonly install: string;
}

/** Which backend runs now, and which were tried before it. */
export interface StartedBackend {
  readonly name: string;
  readonly tried: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Starts a tfjs backend in Node and makes it the current one.
 *
 * @param name 'tfjs-node', 'wasm' or 'cpu'; default: the first of these that starts
 * @returns the one that really runs
 * @throws GraftError 'unknown-backend'; 'backend-failed' when the named one, or none at all, starts
 */
export async function startBackend(name?: string): Promise<StartedBackend> {
  // Keeps tfjs from advertising itself on the terminal.
  env().set('PROD', true);
  const candidates = name === undefined ? backends : [findBackend(name)];
  const tried: { name: string; reason: string }[] = [];
  for (const candidate of candidates) {
    try {
      await start(candidate);
      return { name: candidate.name, tried };
    } catch (error) {
      tried.push({ name: candidate.name, reason: reasonOf(error) });
    }
  }
  const others = backends.filter((backend) => !candidates.includes(backend)).map((backend) => `"${backend.name}"`);
  throw new GraftError(
    'backend-failed',
    [
      ...tried.map((failed) => `Backend "${failed.name}" did not start: ${failed.reason}.`),
      ...candidates.map((candidate) => candidate.install),
      ...(others.length > 0 ? [`Or use ${others.join(' or ')}, or name none to get the fastest that starts.`] : []),
    ].join(' '),
  );
}

/** All backends for Node, fastest first. Looks, and starts none of them. */
export async function listBackends(): Promise<BackendInfo[]> {
  const infos: BackendInfo[] = [];
  for (const { name, install, find } of backends) {
    try {
      await find();
      infos.push({ name, available: true, install });
    } catch (error) {
      infos.push({ name, available: false, reason: reasonOf(error), install });
    }
  }
  return infos;
}

interface Backend {
  readonly name: string;
  /** What tfjs calls it. */
  readonly tfjsName: string;
  readonly install: string;
  /** Throws where it is not available. */
  find(): Promise<unknown>;
  /** Makes it known to tfjs-core. */
  register(): Promise<unknown>;
}

const backends: readonly Backend[] = [
  {
    name: 'tfjs-node',
    tfjsName: 'tensorflow',
    install: `Install it with "npm install @tensorflow/tfjs-node", or build it and set GRAFT_TFJS_NODE to its package folder.`,
    find: async () => findTfjsNode(),
    register: async () => registerTfjsNode(findTfjsNode()),
  },
  {
    name: 'wasm',
    tfjsName: 'wasm',
    install: 'It comes with Graft and needs a processor with SIMD.',
    find: () => import('@tensorflow/tfjs-backend-wasm'),
    register: () => import('@tensorflow/tfjs-backend-wasm'),
  },
  {
    name: 'cpu',
    tfjsName: 'cpu',
    install: 'It comes with Graft and runs everywhere, 20 to 40 times slower than wasm.',
    find: () => import('@tensorflow/tfjs-backend-cpu'),
    register: () => import('@tensorflow/tfjs-backend-cpu'),
  },
];

async function start(backend: Backend): Promise<void> {
  await backend.register();
  const previous = getBackend() as string | undefined;
  // A backend that fails makes tfjs answer false, or carry on with another.
  const started = await setBackend(backend.tfjsName);
  if (started && getBackend() === backend.tfjsName) return;
  if (previous) await setBackend(previous);
  throw new Error('tfjs could not initialise it');
}

function findBackend(name: string): Backend {
  const found = backends.find((backend) => backend.name === name);
  if (found !== undefined) return found;
  const names = backends.map((backend) => backend.name);
  throw new GraftError(
    'unknown-backend',
    `No backend "${name}". Did you mean "${listNearest(name, names)[0] ?? 'wasm'}"? There are: ${names.join(', ')}.`,
  );
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
