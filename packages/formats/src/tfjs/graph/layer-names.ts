import type { GraphNode } from './graph-node.js';

/** What the converter puts around a model, and says nothing of it. */
const WRAPPERS = /^(Stateful)?PartitionedCall(_\d+)?$/;

/** Operations whose names say something of the model: not its ends, and not its values. */
const isInside = ({ op, inputs, name }: GraphNode): boolean =>
  op !== 'Identity' && inputs.length > 0 && name.includes('/');

/**
 * Names of layers for the nodes of a graph: without calls that say nothing, and without the folders that all have in common.
 * Where two would be alike, all keep the names of the graph.
 */
export function layerNames(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  const short = (name: string): string[] =>
    name.split('/').filter((part, at, all) => at === all.length - 1 || !WRAPPERS.test(part));
  const paths = nodes.filter(isInside).map(({ name }) => short(name));
  const [first = []] = paths;
  let common = 0;
  while (common < first.length - 1 && paths.every((path) => path.length > common + 1 && path[common] === first[common]))
    common++;
  const names = nodes.map((node): [string, string] => {
    const path = short(node.name);
    return [node.name, path.slice(isInside(node) ? common : 0).join('/')];
  });
  const isUnique = new Set(names.map(([, name]) => name)).size === names.length;
  return new Map(isUnique ? names : nodes.map(({ name }) => [name, name]));
}
