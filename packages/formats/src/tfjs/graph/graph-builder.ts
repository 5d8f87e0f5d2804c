import type { BatchShape, HostTensor, Layer, Network, NetworkInput, Source } from '@graftjs/core';
import { formatShape, GraftError } from '@graftjs/core';
import { layerType } from '@graftjs/network';
import type { GraphNode } from './graph-node.js';

/** What a node gives: an output of a layer. */
export interface Made {
  readonly source: Source;
  readonly shape: BatchShape;
  /** Rows and columns into which the graph has taken a picture apart, so that a convolution goes over every second, say. */
  readonly apart?: readonly [number, number];
}

/** A value of the graph that becomes a weight; named after the layer that uses it first. */
export interface Constant {
  readonly name: string;
  readonly value: HostTensor;
}

/** Puts layers one after the other as the nodes of a graph are visited. */
export interface GraphBuilder {
  input(name: string, shape: BatchShape, dtype: NetworkInput['dtype']): Made;
  /**
   * @param name unique; a second layer for one node has an ending
   * @throws GraftError of the layer table, whose message does not name the layer
   */
  layer(
    name: string,
    type: string,
    options: Layer['options'],
    inputs: readonly Made[],
    weights?: Readonly<Record<string, Constant>>,
  ): Made;
  /** Gives the layer that made this a bias, if it can have one and has none; undefined otherwise. */
  bias(made: Made, bias: Constant): Made | undefined;
  /** Whether no value is below zero: it comes from a ReLU. */
  isPositive(made: Made): boolean;
  build(name: string, outputs: readonly Made[]): Network;
}

/** The reason why a node has no counterpart, without a full stop. */
export class NoCounterpart extends Error {}

/** What a node takes, for whoever finds its counterpart. */
export interface NodeInputs {
  readonly node: GraphNode;
  readonly builder: GraphBuilder;
  /** By which the node's layers are called. */
  readonly name: string;
  /** What a layer before gives. @throws NoCounterpart for a constant, where there is none, or for what is taken apart */
  made(at: number): Made;
  /** As `made`, also for what is taken apart. */
  madeApart(at: number): Made;
  /** Like `made`, for all inputs. */
  allMade(): readonly Made[];
  /** Undefined where that input is no constant. */
  constant(at: number): Constant | undefined;
  /** @throws NoCounterpart where that input is no constant */
  needConstant(at: number): Constant;
  /** Whether the node's input feeds nothing else. */
  isOnlyUse(at: number): boolean;
  /** The lengths that another part of the graph works out: null is the batch. */
  lengths(at: number): readonly (number | null)[];
}

const BIASED = ['Conv2D', 'DepthwiseConv2D', 'Dense'];

/** @param inputs are declared through it */
export function graphBuilder(): GraphBuilder {
  const inputs: NetworkInput[] = [];
  const layers = new Map<string, Layer>();
  const weights = new Map<string, HostTensor>();
  const weightOf = new Map<string, string>();

  const nameWeight = (layer: string, role: string, { name, value }: Constant): string => {
    const known = weightOf.get(name);
    if (known !== undefined) return known;
    const weight = `${layer}/${role}`;
    weightOf.set(name, weight);
    weights.set(weight, value);
    return weight;
  };
  return {
    input(name, shape, dtype) {
      inputs.push({ name, shape, dtype });
      return { source: { from: name }, shape };
    },
    layer(name, type, options, from, constants = {}) {
      const entry = layerType(type);
      const parsed = entry.parse(options);
      const shapes = from.map(({ shape }) => shape);
      const [shape] = entry.shapes(shapes, parsed);
      const roles = entry.roles(shapes, parsed);
      for (const [role, { shape: wanted }] of Object.entries(roles)) {
        const is = constants[role]?.value.shape ?? [];
        if (formatShape(is) === formatShape(wanted)) continue;
        throw new NoCounterpart(`has a ${role} of ${formatShape(is)} where ${type} has ${formatShape(wanted)}`);
      }
      const named = Object.entries(constants).map(([role, constant]) => [role, nameWeight(name, role, constant)]);
      layers.set(name, {
        name,
        type,
        inputs: from.map(({ source }) => source),
        options,
        weights: Object.fromEntries(named) as Layer['weights'],
      });
      return { source: { from: name }, shape: shape ?? [] };
    },
    bias(made, bias) {
      const layer = layers.get(made.source.from);
      const channels = made.shape.at(-1);
      if (layer === undefined || !BIASED.includes(layer.type) || layer.options['use_bias'] !== false) return undefined;
      if (bias.value.shape.length !== 1 || bias.value.shape[0] !== channels) return undefined;
      layers.set(layer.name, {
        ...layer,
        options: { ...layer.options, use_bias: true },
        weights: { ...layer.weights, bias: nameWeight(layer.name, 'bias', bias) },
      });
      return made;
    },
    isPositive({ source }) {
      const layer = layers.get(source.from);
      return layer !== undefined && (layer.type === 'ReLU' || /^relu/.test(String(layer.options['activation'])));
    },
    build: (name, outputs) => ({
      name,
      inputs,
      layers: [...layers.values()],
      outputs: outputs.map(({ source }) => source),
      weights,
    }),
  };
}

/** The reason of what a layer of the table refuses, as one of the graph. */
export function reasonOf(error: unknown): string {
  if (error instanceof NoCounterpart) return error.message;
  if (error instanceof GraftError) return error.message.replace(/\.$/, '');
  throw error;
}
