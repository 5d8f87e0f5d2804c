import { existsSync, readdirSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import util from 'node:util';
import { GraftError } from '@graftjs/core';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import { findBackendFactory, registerBackend } from '@tensorflow/tfjs-core';

/** A tfjs-node that can be loaded: its package folder and its compiled binding. */
export interface TfjsNode {
  readonly folder: string;
  readonly binding: string;
}

/**
 * Looks for tfjs-node: in the folder that the environment variable GRAFT_TFJS_NODE names, else where this package or the
 * working directory would find it.
 *
 * @throws GraftError 'no-tfjs-node' when there is none, or when its binding was not built
 */
export function findTfjsNode(): TfjsNode {
  const named = process.env['GRAFT_TFJS_NODE'];
  const folder = named === undefined ? findInstalled() : named;
  if (folder === undefined) throw new GraftError('no-tfjs-node', '@tensorflow/tfjs-node is not installed');
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) {
    throw new GraftError('no-tfjs-node', `GRAFT_TFJS_NODE names ${folder}, and there is no package in it`);
  }
  const binding = findBinding(folder);
  if (binding === undefined) {
    throw new GraftError('no-tfjs-node', `${folder} has no compiled binding: its install script did not finish`);
  }
  return { folder, binding };
}

/** Registers tfjs-node as the backend 'tensorflow' of the tfjs-core that this package uses; it is not started yet. */
export function registerTfjsNode({ folder, binding }: TfjsNode): void {
  if (findBackendFactory('tensorflow')) return;
  restoreUtil();
  // Read when the library is loaded: its notes on processor features are none of the user's concern.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const require = createRequire(join(folder, 'package.json'));
  const { NodeJSKernelBackend } = withOurCore(() => {
    require('./dist/register_all_kernels');
    return require('./dist/nodejs_kernel_backend') as {
      NodeJSKernelBackend: new (binding: unknown, packageName: string) => KernelBackend;
    };
  });
  // Made here and not by tfjs, which would keep to itself why it failed.
  const backend = new NodeJSKernelBackend(require(binding), '@tensorflow/tfjs-node');
  registerBackend('tensorflow', () => backend, 3);
}

function findInstalled(): string | undefined {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json'))]) {
    try {
      return dirname(createRequire(from).resolve('@tensorflow/tfjs-node/package.json'));
    } catch {
      // Not there: the next place may have it.
    }
  }
  return undefined;
}

/** `lib/napi-v8/tfjs_binding.node`: a build makes one folder, named for the version of Node's interface. */
function findBinding(folder: string): string | undefined {
  const builds = join(folder, 'lib');
  if (!existsSync(builds)) return undefined;
  return readdirSync(builds)
    .map((build) => join(builds, build, 'tfjs_binding.node'))
    .find(existsSync);
}

/**
 * Loads modules so that 'tfjs' means our tfjs-core to them. A folder of its own brings another copy, and kernels and tensors of
 * two copies do not mix; the kernels use nothing that tfjs has beyond tfjs-core.
 */
function withOurCore<T>(load: () => T): T {
  const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  const resolver = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = (request, ...rest) =>
    request === '@tensorflow/tfjs' || request === '@tensorflow/tfjs-core'
      ? core
      : resolve.call(Module, request, ...rest);
  try {
    return load();
  } finally {
    resolver._resolveFilename = resolve;
  }
}

/** tfjs-node calls two functions that Node 23 took away. */
function restoreUtil(): void {
  const old: { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean } = util;
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}
