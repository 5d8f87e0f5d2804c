import { GraftError } from '@graftjs/core';
import { memory } from '@tensorflow/tfjs-core';

/** Fails a conformance check in words. @throws GraftError 'check-failed' */
export function fail(subject: string, problem: string): never {
  throw new GraftError('check-failed', `${subject}: ${problem}`);
}

/** Fails unless `condition` holds. @throws GraftError 'check-failed' */
export function expectThat(condition: boolean, subject: string, problem: string): asserts condition {
  if (!condition) fail(subject, problem);
}

/** Fails unless a spec comes back from JSON as it went in: recipes and bundles carry it. */
export function expectJson(value: unknown, subject: string): void {
  const text = JSON.stringify(value);
  expectThat(text !== undefined, subject, 'the spec is undefined; use null for nothing');
  expectThat(same(JSON.parse(text), value), subject, `the spec does not survive JSON: it becomes ${text}`);
}

/** Runs `work` and fails when it leaves tensors behind, whether it returns or throws; then what it threw is told too. */
export async function expectNoLeak<T>(subject: string, work: () => T | Promise<T>): Promise<T> {
  const before = memory().numTensors;
  const checkLeft = (after: string): void => {
    const left = memory().numTensors - before;
    expectThat(left === 0, subject, `${left} tensors were left behind${after}`);
  };
  let outcome: T;
  try {
    outcome = await work();
  } catch (error) {
    checkLeft(`, after ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
  checkLeft('');
  return outcome;
}

/** Fails unless `work` throws a GraftError; a plain Error names no repair. */
export async function expectRefusal(subject: string, what: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    expectThat(error instanceof GraftError, subject, `${what} threw ${String(error)}, not a GraftError`);
    return;
  }
  fail(subject, `${what} was accepted`);
}

/** Whether two JSON-like values are equal. An `undefined` member is not the same as a missing one: JSON drops it. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
}
