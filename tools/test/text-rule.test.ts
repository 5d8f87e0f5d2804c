import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const eslint = new ESLint({ cwd: root });

async function broken(element: string): Promise<string[]> {
  const source = `import { texts } from './texts.js';\nexport const part = (on: boolean) => ${element};\nexport { texts };\n`;
  const [result] = await eslint.lintText(source, { filePath: `${root}apps/web/src/made-up.tsx` });
  return (result?.messages ?? []).flatMap(({ ruleId, message }) =>
    ruleId === 'no-restricted-syntax' ? [message] : [],
  );
}

it.each([
  '<p className="hint">{texts.title}</p>',
  '<p className={on ? "hint" : undefined}>{on && texts.title} 5 %</p>',
  '<input type="file" aria-label={texts.title} />',
  '<p>{on === ("a" as unknown) && texts.title}</p>',
])('takes texts from the one file that has them: %s', async (element) => {
  expect(await broken(element)).toEqual([]);
});

it.each([
  '<p>Train</p>',
  '<p>{"Train"}</p>',
  '<p>{on && "Train"}</p>',
  '<p>{on ? "Train" : texts.title}</p>',
  '<input aria-label="Pictures" />',
  '<img alt={on ? "Picture" : ""} />',
])('refuses words in an element: %s', async (element) => {
  expect((await broken(element))[0]).toBe('Put what the page says into apps/web/src/texts.ts.');
});

it.each([
  'new GraftError("bad-file", texts.title)',
  'new Error(texts.title)',
  'new Error(String(on), { cause: "words" })',
])('takes what an error says from there too: %s', async (error) => {
  expect(await broken(error)).toEqual([]);
});

it.each(['new GraftError("bad-file", "No.")', 'new GraftError("bad-file", `No ${on}.`)', 'new Error("No.")'])(
  'refuses words in an error: %s',
  async (error) => {
    expect((await broken(error))[0]).toBe('Put what the page says into apps/web/src/texts.ts.');
  },
);
