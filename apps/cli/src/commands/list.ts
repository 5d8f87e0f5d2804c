import { GraftError, listNearest, pools } from '@graftjs/core';
import picomatch from 'picomatch';
import { formatColumns } from '../output/columns.js';
import { exitCodes } from '../output/exit-codes.js';
import { outColors, type Command } from '../output/output.js';
import { builtIn } from '../plugins.js';

const aboutPools = {
  mean: 'the mean over the map',
  max: 'the largest value over the map',
  'mean+max': 'both, one after the other',
  flatten: 'the whole map as one vector',
} as const;

/** `graft list [pattern]`: what there is to pick and mix. */
export const list: Command<[pattern: string | undefined, flags: object]> = async (pattern, _flags, { output }) => {
  const all: Readonly<Record<string, readonly Entry[]>> = {
    backbones: entries(builtIn.backbones),
    heads: entries(builtIn.heads),
    freeze: entries(builtIn.freeze),
    pools: pools.map((name) => ({ name, about: aboutPools[name] })),
  };
  if (pattern === '') {
    throw new GraftError('bad-pattern', "No name is empty. Name a part, such as 'eff*', or leave the pattern out.");
  }
  const matches = pattern === undefined ? () => true : picomatch(pattern, { nocase: true });
  const found = Object.entries(all).map(
    ([kind, plugins]) =>
      [kind, plugins.filter(({ name, alias }) => matches(name) || (alias !== undefined && matches(alias)))] as const,
  );
  if (pattern !== undefined && found.every(([, plugins]) => plugins.length === 0)) {
    const names = Object.values(all).flatMap((plugins) => plugins.map(({ name }) => name));
    const nearest = listNearest(pattern.replaceAll('*', ''), names).join(', ');
    throw new GraftError('nothing-matches', `No name matches "${pattern}". Nearest are: ${nearest}.`);
  }
  const shown = found.filter(([, plugins]) => plugins.length > 0);
  const width = Math.max(...shown.flatMap(([, plugins]) => plugins.map(({ name }) => name.length)));
  output.answer(
    Object.fromEntries(found),
    shown
      .map(([kind, plugins]) => {
        const rows = plugins.map(({ name, about, alias }) => [
          `  ${name.padEnd(width)}`,
          alias === undefined ? about : `${alias}, for short: ${about}`,
        ]);
        return `${outColors.bold(kind)}\n${formatColumns(rows)}`;
      })
      .join('\n\n'),
  );
  return Promise.resolve(exitCodes.done);
};

type Entry = { readonly name: string; readonly about: string; readonly alias?: string };

function entries(plugins: Readonly<Record<string, { readonly about: string; readonly alias?: string }>>): Entry[] {
  return Object.entries(plugins).map(([name, { about, alias }]) => ({
    name,
    about,
    ...(alias === undefined ? {} : { alias }),
  }));
}
