import { sizeOf, type HostTensor, type Session } from '@graftjs/core';

/**
 * Runs a session on some examples at a time.
 *
 * @param inputs by name, equally many examples in each, at least one
 * @param batchSize examples that run at once
 * @returns outputs of all examples, in the network's order
 */
export async function runInBatches(
  session: Session,
  inputs: ReadonlyMap<string, HostTensor>,
  batchSize: number,
  signal: AbortSignal,
): Promise<HostTensor[]> {
  const [rows = 0] = [...inputs.values()].map(({ shape }) => shape[0] ?? 0);
  const parts: (readonly HostTensor[])[] = [];
  for (let at = 0; at < rows; at += batchSize) {
    signal.throwIfAborted();
    const batch = [...inputs].map(
      ([name, tensor]) => [name, slice(tensor, at, Math.min(at + batchSize, rows))] as const,
    );
    parts.push(await session.run(new Map(batch)));
  }
  const [first = []] = parts;
  return first.map((_, output) => joined(parts.flatMap((part) => part[output] ?? [])));
}

function slice({ dtype, shape, data }: HostTensor, from: number, to: number): HostTensor {
  const width = sizeOf(shape.slice(1));
  return { dtype, shape: [to - from, ...shape.slice(1)], data: data.slice(from * width, to * width) } as HostTensor;
}

function joined(parts: readonly HostTensor[]): HostTensor {
  const [first] = parts;
  if (first === undefined || parts.length === 1)
    return first ?? { dtype: 'float32', shape: [0], data: new Float32Array() };
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const size = parts.reduce((sum, { data }) => sum + data.length, 0);
  const data = first.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { dtype: first.dtype, shape: [rows, ...first.shape.slice(1)], data } as HostTensor;
}
