import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine that a figure was measured on. */
export function describeMachine() {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${availableParallelism()} cores, ${memory} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}
