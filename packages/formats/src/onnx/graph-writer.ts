import type { OnnxNode, OnnxTensor } from './encode-model.js';

/** Collects the nodes and constants of an ONNX graph. Every name that it gives is new. */
export interface GraphWriter {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Adds a node. @returns the name of its output */
  add(op: string, inputs: readonly string[], attributes?: OnnxNode['attributes']): string;
  /** Adds a node of several outputs. @returns their names */
  addSeveral(op: string, count: number, inputs: readonly string[], attributes?: OnnxNode['attributes']): string[];
  /** Adds values, once for each `key`. @returns their name */
  constant(key: string, make: () => OnnxTensor): string;
  /** One float32, or several `[n]`. */
  floats(values: number | readonly number[]): string;
  /** int64 `[n]`, as shapes and axes are given. */
  wholes(values: readonly number[]): string;
  /** A name that nothing has yet, the wanted one where it is free. */
  name(wanted: string): string;
  /** What follows belongs to this layer, and is named for it. */
  enter(layer: string): void;
  /** A graph within a node of this one: it may use the names of this one, and its constants are this one's. */
  inner(): GraphWriter;
}

/** @param taken names that are spoken for */
export function graphWriter(taken: Iterable<string>): GraphWriter {
  return writer(new Set(taken), new Map(), new Map(), '');
}

function writer(
  names: Set<string>,
  constants: Map<string, OnnxTensor>,
  keys: Map<string, string>,
  scope: string,
): GraphWriter {
  const nodes: OnnxNode[] = [];
  const written = new Map<string, string[]>();
  const self: GraphWriter = {
    nodes,
    constants,
    add: (op, inputs, attributes) => self.addSeveral(op, 1, inputs, attributes)[0] ?? '',
    addSeveral(op, count, inputs, attributes = {}) {
      // The same of the same is there already: a value is turned once, however many layers want it so.
      const key = JSON.stringify([op, count, inputs, attributes]);
      const known = written.get(key);
      if (known !== undefined) return known;
      const name = self.name(`${scope}/${op}`);
      const outputs = Array.from({ length: count }, (_, at) => (at === 0 ? name : self.name(`${name}:${at}`)));
      nodes.push({ name, op, inputs, outputs, attributes });
      written.set(key, outputs);
      return outputs;
    },
    constant(key, make) {
      const known = keys.get(key);
      if (known !== undefined) return known;
      const name = self.name(key);
      keys.set(key, name);
      constants.set(name, make());
      return name;
    },
    floats(values) {
      const list = [values].flat();
      const shape = typeof values === 'number' ? [] : [list.length];
      const tensor = (): OnnxTensor => ({ dtype: 'float32', shape, data: Float32Array.from(list) });
      return self.constant(`float ${JSON.stringify(values)}`, tensor);
    },
    wholes: (values) =>
      self.constant(`int64 ${JSON.stringify(values)}`, () => ({
        dtype: 'int64',
        shape: [values.length],
        data: BigInt64Array.from(values.map(BigInt)),
      })),
    name(wanted) {
      let name = wanted;
      for (let number = 2; names.has(name); number++) name = `${wanted}_${number}`;
      names.add(name);
      return name;
    },
    enter(layer) {
      scope = layer;
    },
    inner: () => writer(names, constants, keys, scope),
  };
  return self;
}
