import { readdirSync } from 'node:fs';

/**
 * Every plugin file of a package, found by its name: `src/nearest-mean.ts` exports the factory `nearestMean`. So a new
 * plugin is checked without being listed anywhere.
 *
 * @param given what factories that cannot do without arguments are called with, by name
 */
export async function loadPlugins<Plugin>(
  folder: string,
  given: Readonly<Record<string, readonly unknown[]>> = {},
): Promise<{ name: string; create: (...options: readonly unknown[]) => Plugin }[]> {
  const files = readdirSync(new URL(`../../${folder}/src`, import.meta.url))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length));
  return Promise.all(
    files.map(async (name) => {
      const module = (await import(`../../${folder}/src/${name}.ts`)) as Record<
        string,
        (...given: readonly unknown[]) => Plugin
      >;
      const factory = name.replace(/-./g, ([, letter = '']) => letter.toUpperCase());
      const create = module[factory];
      if (!create) throw new Error(`${folder}/src/${name}.ts does not export ${factory}`);
      return {
        name,
        create: (...options: readonly unknown[]) => create(...(options.length > 0 ? options : (given[name] ?? []))),
      };
    }),
  );
}
