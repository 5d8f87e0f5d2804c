import type { Dataset, Example } from '@graftjs/core';
import { splits, taskColumns } from '@graftjs/core';
import { expectThat } from './expect.js';

/**
 * Checks that a data set counts right, keeps its order, names every example once and never tears a group apart.
 *
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkDataset<Input>(data: Dataset<Input>): Promise<void> {
  const splitOfGroup = new Map<string, string>();
  const seen = new Set<string>();
  expectThat(data.fingerprint !== '', data.name, 'the fingerprint is empty');
  for (const split of splits) {
    const examples = await collect(data.examples(split));
    expectThat(
      examples.length === data.size(split),
      data.name,
      `size('${split}') is ${data.size(split)}, but there are ${examples.length} examples`,
    );
    const again = await collect(data.examples(split));
    expectThat(
      JSON.stringify(examples.map(({ id }) => id)) === JSON.stringify(again.map(({ id }) => id)),
      data.name,
      `the order of ${split} changed from one reading to the next`,
    );
    for (const example of examples) {
      expectThat(!seen.has(example.id), data.name, `the id "${example.id}" occurs twice`);
      seen.add(example.id);
      checkTarget(data, example);
      const group = example.group ?? example.id;
      const other = splitOfGroup.get(group) ?? split;
      expectThat(other === split, data.name, `the group "${group}" is in ${other} and in ${split}`);
      splitOfGroup.set(group, split);
    }
  }
}

function checkTarget<Input>({ name, task }: Dataset<Input>, { id, target }: Example<Input>): void {
  const columns = taskColumns(task).length;
  if (task.kind === 'classification') {
    const fits = typeof target === 'number' && Number.isInteger(target) && target >= 0 && target < columns;
    expectThat(fits, name, `the target of "${id}" is ${String(target)}, not the index of one of ${columns} labels`);
  } else {
    const fits = Array.isArray(target) && target.length === columns;
    expectThat(fits, name, `the target of "${id}" must have ${columns} numbers`);
  }
}

async function collect<Input>(examples: AsyncIterable<Example<Input>>): Promise<Example<Input>[]> {
  const all: Example<Input>[] = [];
  for await (const example of examples) all.push(example);
  return all;
}
