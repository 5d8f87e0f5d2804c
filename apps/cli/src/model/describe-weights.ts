import { formatShape, sizeOf, type HostTensor } from '@graftjs/core';
import { formatColumns } from '../output/columns.js';
import type { Description } from './describe-network.js';
import { outColors } from '../output/output.js';

/** A file of weights: its tensors, how many numbers they hold, and what the file says of itself. */
export function describeWeights(
  file: string,
  tensors: ReadonlyMap<string, HostTensor>,
  metadata: ReadonlyMap<string, string>,
): Description {
  const rows = [...tensors].map(([name, { dtype, shape }]) => ({
    name,
    dtype,
    shape: [...shape],
    parameters: sizeOf(shape),
  }));
  const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  const table = formatColumns(
    [...rows.map(({ name, dtype, shape, parameters }) => [name, dtype, formatShape(shape), count(parameters)])],
    [3],
  );
  const said = formatColumns([...metadata].map(([key, value]) => [`  ${key}`, value]));
  return {
    value: { file, tensors: rows, parameters: { total }, metadata: Object.fromEntries(metadata) },
    text: [
      table,
      `${tensors.size} tensors, ${count(total)} parameters`,
      metadata.size === 0 ? 'The file says nothing else of itself.' : `${outColors.bold('Metadata')}\n${said}`,
    ].join('\n\n'),
  };
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
