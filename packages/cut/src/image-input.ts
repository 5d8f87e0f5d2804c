import { formatShape, GraftError, type Network, type NetworkInput } from '@graftjs/core';

/**
 * The one input of a network that takes pictures, `[batch, height, width, channels]`.
 *
 * @throws GraftError 'no-image-input'
 */
export function imageInput(network: Network): NetworkInput {
  const [image, ...others] = network.inputs.filter(({ shape }) => shape.length === 4);
  if (image !== undefined && others.length === 0) return image;
  const inputs = network.inputs.map(({ name, shape }) => `${name} (${formatShape(shape)})`).join(', ');
  throw new GraftError('no-image-input', `${network.name} has no one image input of 4 axes; it has: ${inputs}.`);
}

/** The network with another shape for one input. */
export function withInputShape(network: Network, input: NetworkInput, shape: NetworkInput['shape']): Network {
  return { ...network, inputs: network.inputs.map((other) => (other === input ? { ...input, shape } : other)) };
}
