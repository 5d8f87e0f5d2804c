import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'apps/cli'];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const manifests = new Map(folders.map((folder) => [folder, JSON.parse(read(`${folder}/package.json`)) as Manifest]));
const packed = new Map(
  Object.values(
    JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', ...folders.map((folder) => `--workspace=${folder}`)], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1e8,
      }),
    ) as Packed[] | Record<string, Packed>,
  ).map(({ name, files }) => [name, files.map(({ path }) => path)]),
);

describe.each(folders)('%s', (folder) => {
  const { name, dependencies = {}, peerDependencies = {} } = manifests.get(folder)!;

  it('is published with its licence and a README, and without tests', () => {
    const files = packed.get(name) ?? [];
    expect(files.filter((file) => /^LICENSE(\.md)?$/.test(file))).toHaveLength(1);
    expect(files).toContain('README.md');
    expect(
      files.filter((file) => /\.(test|slow)\.|(^|\/)(fixtures|test)\//.test(file) && !/^data\//.test(file)),
    ).toEqual([]);
  });

  it('is under the licence of the project, unless it holds data', () => {
    if (!existsSync(join(root, folder, 'src'))) return;
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'));
  });

  it('needs nothing of test-support, which is not published', () => {
    expect(dependencies).not.toHaveProperty('@graftjs/test-support');
  });

  it('asks for the peers that its dependencies ask for', () => {
    const asked = [...manifests.values()]
      .filter((other) => other.name in dependencies)
      .flatMap(({ peerDependencies: peers = {}, peerDependenciesMeta: meta = {} }) =>
        Object.keys(peers).filter((peer) => meta[peer]?.optional !== true),
      );
    expect(Object.keys({ ...dependencies, ...peerDependencies })).toEqual(expect.arrayContaining(asked));
  });
});

type Packed = { readonly name: string; readonly files: readonly { readonly path: string }[] };
