import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What somebody writes who has only the published packages. */
const ownHead = join(root, 'examples/naive-bayes.mjs');

describe('a head from outside the repository, against packed tarballs', () => {
  let work = '';

  // Below the root, so that third-party packages are found; Graft's own come from the tarballs, which lie nearer.
  beforeAll(() => {
    mkdirSync(join(root, '.cache'), { recursive: true });
    work = mkdtempSync(join(root, '.cache/outside-'));
    const workspaces = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'apps/cli'];
    const packed = JSON.parse(
      execFileSync(
        'npm',
        ['pack', '--json', '--pack-destination', work, ...workspaces.map((path) => `--workspace=${path}`)],
        {
          cwd: root,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      ),
    ) as Packed[] | Record<string, Packed>;
    for (const { name, filename } of Object.values(packed)) {
      const target = join(work, 'node_modules', name);
      mkdirSync(target, { recursive: true });
      execFileSync('tar', ['xzf', join(work, filename), '--strip-components=1', '-C', target]);
      // Third-party packages of a version that is not the common one.
      const own = join(root, 'node_modules', name, 'node_modules');
      if (existsSync(own)) symlinkSync(own, join(target, 'node_modules'));
    }
    cpSync(ownHead, join(work, 'naive-bayes.mjs'));
    const pictures = join(root, 'packages/demo-chest-xray/data/test');
    for (const label of readdirSync(pictures)) {
      for (const file of readdirSync(join(pictures, label)).slice(0, 20)) {
        cpSync(join(pictures, label, file), join(work, 'data', label, file));
      }
    }
  }, 300_000);
  afterAll(() => rmSync(work, { recursive: true }));

  const node = (...args: string[]) =>
    execFileSync('node', args, { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  it('passes its conformance check', () => {
    writeFileSync(
      join(work, 'check.mjs'),
      `import { startBackend } from '@graftjs/engines/backends';
       import { checkHead } from '@graftjs/testkit';
       import { heads } from './naive-bayes.mjs';
       await startBackend('cpu');
       await checkHead(heads['naive-bayes']());
       console.log('holds');`,
    );
    expect(node('check.mjs')).toBe('holds\n');
  });

  it('trains from a recipe', () => {
    const recipe = {
      data: 'data',
      backbone: 'efficientnet-lite0',
      head: 'naive-bayes',
      plugins: ['./naive-bayes.mjs'],
      seed: 2,
    };
    writeFileSync(join(work, 'recipe.json'), JSON.stringify(recipe));
    const cli = join(work, 'node_modules/@graftjs/cli/dist/main.js');
    const result = JSON.parse(
      node(cli, 'train', 'recipe.json', '--out', 'own.safetensors', '--cache', 'none', '--json'),
    ) as {
      splits: { test: { accuracy: number; count: number } };
    };
    expect(result.splits.test.count).toBeGreaterThan(3);
    expect(result.splits.test.accuracy).toBeGreaterThan(0.5);
    const inspected = JSON.parse(node(cli, 'inspect', 'own.safetensors', '--json')) as object;
    expect(JSON.stringify(inspected)).toContain('naive-bayes');
  });
});

type Packed = { readonly name: string; readonly filename: string };
