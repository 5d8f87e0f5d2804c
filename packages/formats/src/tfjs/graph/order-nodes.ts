import type { GraphNode } from './graph-node.js';
import { invalid, unsupported } from './graph-node.js';

/**
 * The nodes that an answer depends on, each after those that feed it.
 *
 * @param ends names of the nodes that give the answer
 * @throws GraftError 'graph-invalid' for what is not there, or feeds itself; 'graph-unsupported' for a loop
 */
export function orderNodes(nodes: ReadonlyMap<string, GraphNode>, ends: readonly string[]): readonly GraphNode[] {
  const ordered: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // By hand instead of by recursion: a graph may be deeper than the stack.
  const stack = [...ends].reverse();
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const node = nodes.get(name);
    if (node === undefined) throw invalid(`it has no node "${name}", which something takes`);
    if (state.has(name)) {
      stack.pop();
      if (state.get(name) === 'open') ordered.push(node);
      state.set(name, 'done');
      continue;
    }
    state.set(name, 'open');
    const before = node.inputs.map((input) => input.node);
    if (before.some((other) => state.get(other) === 'open')) {
      const loops = [...nodes.values()].filter(({ op }) => op === 'NextIteration');
      throw loops.length === 0
        ? invalid(`"${name}" feeds itself`)
        : unsupported(loops.map((loop) => `${loop.name} (${loop.op}) closes a loop`));
    }
    stack.push(...before.filter((other) => !state.has(other)).reverse());
  }
  return ordered;
}
