/**
 * `npm run new -- <kind> <name>`: writes source, test and example of a plugin, ready to run and to be changed.
 *
 *     npm run new -- head nearest-mean
 *     npm run new -- freeze everything-but-the-stem
 *
 * Nothing that exists is overwritten. `--root <folder>` writes into another checkout.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';

const tools = dirname(fileURLToPath(import.meta.url));
const kinds = readdirSync(join(tools, 'templates'));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string', default: dirname(tools) } },
});
const [kind, name] = positionals;

if (positionals.length !== 2 || !kinds.includes(kind)) {
  stop(`usage: npm run new -- <kind> <name>, where kind is one of: ${kinds.join(', ')}`);
}
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  stop(`"${name}" is no plugin name. Write it in lower case with hyphens, such as nearest-mean.`);
}

const camelCase = name.replace(/-./g, ([, letter]) => letter.toUpperCase());
const targets = {
  'source.ts': `packages/${packageOf(kind)}/src/${name}.ts`,
  'test.ts': `packages/${packageOf(kind)}/src/${name}.test.ts`,
  'example.js': `examples/${kind}-${name}.js`,
};
const taken = whyTaken();
if (taken !== undefined) stop(`"${name}" ${taken}. Choose another name.`);
for (const file of Object.values(targets)) {
  if (existsSync(join(values.root, file))) stop(`${file} is there already. Choose another name, or delete it first.`);
}
for (const [template, file] of Object.entries(targets)) {
  const path = join(values.root, file);
  mkdirSync(dirname(path), { recursive: true });
  const style = await resolveConfig(join(dirname(tools), file));
  writeFileSync(path, await format(fill(readTemplate(template)), { ...style, filepath: path }));
  console.log(`wrote ${file}`);
}
console.log(`
Next: change them to what you want; name the plugin in apps/cli/src/plugins.ts, so that \`graft\` knows it;
then run \`npx nx test @graftjs/${packageOf(kind)}\` and \`npx nx test @graftjs/testkit\`, which checks every plugin.
After \`npm run build\`, the example runs by itself: \`node ${targets['example.js']}\`.`);

function packageOf(kind) {
  return { head: 'heads', freeze: 'freeze' }[kind];
}

function readTemplate(template) {
  return readFileSync(join(tools, 'templates', kind, `${template}.txt`), 'utf8');
}

/** Why no plugin can be called so; undefined where one can. */
function whyTaken() {
  try {
    new Function(`'use strict'; const ${camelCase} = 0;`);
  } catch {
    return 'is a word of JavaScript, and a factory is called as its plugin';
  }
  if (camelCase === 'await') return 'is a word of JavaScript, and a factory is called as its plugin';
  const code = Object.keys(targets).map((template) =>
    readTemplate(template).replace(/\/\*[^]*?\*\/|\/\/.*|'[^']*'/g, ''),
  );
  if (code.some((text) => new RegExp(`\\b${camelCase}\\b`).test(text))) {
    return 'is a name that the code in it needs for something else';
  }
  const plugins = readFileSync(join(dirname(tools), 'apps/cli/src/plugins.ts'), 'utf8');
  if (new RegExp(`^ +alias: '${name}',$`, 'm').test(plugins))
    return 'is another name of a plugin that is there already';
  return undefined;
}

function fill(text) {
  return text.replaceAll('__name__', name).replaceAll('__camelCase__', camelCase);
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
