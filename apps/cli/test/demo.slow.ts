import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { graft, graftJson, makeFolder } from './graft.js';

interface DemoAnswer {
  readonly splits: Record<string, { readonly count: number; readonly auc: number }>;
  readonly prediction: { readonly file: string; readonly label: string };
}

it('the demo keeps its word, and does the same again', async () => {
  const cwd = await makeFolder();
  const first = await graftJson<DemoAnswer>(cwd, 'demo');
  expect(first.code).toBe(0);
  expect(first.answer.splits['test']).toMatchObject({ count: 296 });
  expect(first.answer.splits['test']?.auc).toBeGreaterThanOrEqual(0.95);
  expect(first.answer.prediction).toMatchObject({ file: expect.stringContaining('PNEUMONIA'), label: 'PNEUMONIA' });

  const bundle = await readFile(join(cwd, 'graft-demo/model.safetensors'));
  const report = await readFile(join(cwd, 'graft-demo/report.md'), 'utf8');
  expect(report).toContain('Kermany');
  expect(report.includes(cwd)).toBe(false);

  const second = await graft(cwd, 'demo');
  expect(second.code).toBe(0);
  expect(second.stdout).toMatch(/Bundle +graft-demo/);
  expect((await readFile(join(cwd, 'graft-demo/model.safetensors'))).equals(bundle)).toBe(true);
  expect(await readFile(join(cwd, 'graft-demo/report.md'), 'utf8')).toBe(report);
});
