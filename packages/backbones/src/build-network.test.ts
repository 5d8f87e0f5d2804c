import { checkNetwork } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { buildNetwork } from './build-network.js';

const start = () => buildNetwork('tiny', [{ name: 'image', shape: [null, 8, 8, 3], dtype: 'float32' }]);

describe('buildNetwork', () => {
  it('writes layers in order, with weights named after layer and role', () => {
    const net = start();
    const conv = net.add('Conv2D', 'conv', 'image', { filters: 5, kernel_size: [3, 3], use_bias: false });
    const relu = net.add('ReLU', 'relu', conv);
    const sum = net.add('Add', 'sum', [conv, relu]);
    expect(net.channels(sum)).toBe(5);
    const network = net.finish(sum);
    expect(network).toEqual({
      name: 'tiny',
      inputs: [{ name: 'image', shape: [null, 8, 8, 3], dtype: 'float32' }],
      layers: [
        {
          name: 'conv',
          type: 'Conv2D',
          inputs: [{ from: 'image' }],
          options: { filters: 5, kernel_size: [3, 3], use_bias: false },
          weights: { kernel: 'conv/kernel' },
        },
        { name: 'relu', type: 'ReLU', inputs: [{ from: 'conv' }], options: {}, weights: {} },
        { name: 'sum', type: 'Add', inputs: [{ from: 'conv' }, { from: 'relu' }], options: {}, weights: {} },
      ],
      outputs: [{ from: 'sum' }],
      weights: new Map(),
    });
    expect(() => checkNetwork(network)).not.toThrow();
  });

  it('does not change a finished network when the building goes on', () => {
    const net = start();
    const network = net.finish(net.add('ReLU', 'relu', 'image'));
    net.add('ReLU', 'another', 'relu');
    expect(network.layers).toHaveLength(1);
  });

  it('refuses at once what does not hang together', () => {
    const net = start();
    net.add('ReLU', 'relu', 'image');
    expect(() => net.add('ReLU', 'relu', 'image')).toThrow(
      expect.objectContaining({
        code: 'duplicate-name',
        message: 'Network "tiny" has a layer or input named "relu" already.',
      }),
    );
    expect(() => net.add('ReLU', 'next', 'rellu')).toThrow(
      expect.objectContaining({
        code: 'unknown-source',
        message: 'Nothing named "rellu" comes before this point of network "tiny". Nearest: relu, image.',
      }),
    );
    expect(() => net.add('Dense', 'dense', 'relu', { units: 2, colour: 'red' })).toThrow(
      expect.objectContaining({ code: 'unknown-option', message: expect.stringMatching(/^Layer "dense".*colour/) }),
    );
    expect(() => net.finish('dense')).toThrow('Nothing named "dense"');
  });

  it('knows no number of channels where the axis is free', () => {
    const net = buildNetwork('free', [{ name: 'x', shape: [null, null], dtype: 'float32' }]);
    expect(() => net.channels('x')).toThrow(
      expect.objectContaining({
        code: 'free-channels',
        message: '"x" in network "free" has no fixed number of channels.',
      }),
    );
  });
});
