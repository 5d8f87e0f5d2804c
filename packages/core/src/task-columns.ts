import type { Task } from './dataset.js';

/** What a task calls its columns, in order: labels, or the names of numbers. */
export function taskColumns(task: Task): readonly string[] {
  return task.kind === 'regression' ? task.names : task.labels;
}
