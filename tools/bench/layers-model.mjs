import { toTensor } from '@graftjs/network';
import { io } from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

/**
 * The same network as a stock tfjs-layers model, saved and loaded again as any program would load it.
 *
 * @param network with the layer types of EfficientNet-Lite
 * @returns a LayersModel with the network's weights
 */
export async function toLayersModel(network) {
  const symbols = new Map(
    network.inputs.map(({ name, shape }) => [name, layers.input({ name, shape: shape.slice(1) })]),
  );
  const built = [];
  for (const layer of network.layers) {
    const make = makers[layer.type];
    if (make === undefined) throw new Error(`No tfjs-layers form of ${layer.type} is written down here.`);
    const inputs = layer.inputs.map(({ from }) => symbols.get(from));
    const stock = make({ ...camelCased(layer.options), name: layer.name });
    symbols.set(layer.name, stock.apply(inputs.length === 1 ? inputs[0] : inputs));
    built.push({ layer, stock });
  }
  const model = layers.model({
    inputs: network.inputs.map(({ name }) => symbols.get(name)),
    outputs: network.outputs.map(({ from }) => symbols.get(from)),
  });
  for (const { layer, stock } of built) {
    // tfjs-layers and Keras list a layer's weights in the same order: kernel, bias; gamma, beta, mean, variance.
    const hosts = weightOrder.flatMap((role) =>
      role in layer.weights ? [network.weights.get(layer.weights[role])] : [],
    );
    const tensors = hosts.map(toTensor);
    if (tensors.length > 0) stock.setWeights(tensors);
    for (const tensor of tensors) tensor.dispose();
  }
  let artifacts;
  await model.save(io.withSaveHandler(async (saved) => ({ modelArtifactsInfo: ((artifacts = saved), {}) })));
  model.dispose();
  return layers.loadLayersModel(io.fromMemory(artifacts));
}

const makers = {
  Conv2D: layers.layers.conv2d,
  DepthwiseConv2D: layers.layers.depthwiseConv2d,
  BatchNormalization: layers.layers.batchNormalization,
  ReLU: layers.layers.reLU,
  Add: layers.layers.add,
  Dropout: layers.layers.dropout,
  GlobalAveragePooling2D: layers.layers.globalAveragePooling2d,
  Dense: layers.layers.dense,
};

const weightOrder = ['kernel', 'bias', 'gamma', 'beta', 'moving_mean', 'moving_variance'];

function camelCased(options) {
  const renamed = Object.entries(options).map(([name, value]) => [
    name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(renamed);
}
