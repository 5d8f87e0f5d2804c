import type { Layer } from '@graftjs/core';
import type { NetworkBuilder } from '../build-network.js';

/** A convolution, then BatchNorm, then ReLU. */
export interface ConvolutionUnit {
  readonly names: {
    readonly convolution: string;
    readonly batchNorm: string;
    /** Left out: the unit ends with its BatchNorm. */
    readonly activation?: string | undefined;
  };
  /** Left out: one filter for each channel, as in a depthwise convolution. */
  readonly filters?: number | undefined;
  /** Rows and columns of the window, or one number for both. */
  readonly kernel: number | readonly [number, number];
  /** Default 1. */
  readonly stride?: number | undefined;
  /** Default 'same'. */
  readonly padding?: 'same' | 'valid' | undefined;
}

/** What all units of an architecture have in common. */
export interface UnitStyle {
  /** Whether convolutions have a bias. */
  readonly bias: boolean;
  /** Options of the BatchNorm layers. */
  readonly batchNorm: Layer['options'];
  /** 'relu' is a layer Activation, 'relu6' a layer ReLU with a largest value: as Keras writes them. */
  readonly activation: 'relu' | 'relu6';
}

/**
 * Adds a unit.
 *
 * @returns the name of its last layer
 */
export function addUnit(net: NetworkBuilder, from: string, unit: ConvolutionUnit, style: UnitStyle): string {
  const { names, filters, kernel, stride = 1, padding = 'same' } = unit;
  const window = {
    kernel_size: typeof kernel === 'number' ? [kernel, kernel] : kernel,
    strides: [stride, stride],
    padding,
    use_bias: style.bias,
  };
  const convolved =
    filters === undefined
      ? net.add('DepthwiseConv2D', names.convolution, from, window)
      : net.add('Conv2D', names.convolution, from, { filters, ...window });
  const normalized = net.add('BatchNormalization', names.batchNorm, convolved, style.batchNorm);
  if (names.activation === undefined) return normalized;
  return style.activation === 'relu6'
    ? net.add('ReLU', names.activation, normalized, { max_value: 6 })
    : net.add('Activation', names.activation, normalized, { activation: 'relu' });
}
