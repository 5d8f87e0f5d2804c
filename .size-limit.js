// What each package adds to a page, compressed, with all that it loads only when it is needed, without tfjs-core. Budgets are a tenth above the last figure.
const packages = [
  ['core', 'packages/core/dist/index.js', '4.8 kB'],
  ['safetensors', 'packages/safetensors/dist/index.js', '3.8 kB'],
  ['network', 'packages/network/dist/index.js', '28 kB'],
  ['formats/keras', 'packages/formats/dist/keras.js', '98.5 kB'],
  ['formats/onnx', 'packages/formats/dist/onnx.js', '35 kB'],
  ['formats/safetensors', 'packages/formats/dist/safetensors.js', '28 kB'],
  ['formats/tfjs', 'packages/formats/dist/tfjs.js', '47.5 kB'],
  ['data/image-files', 'packages/data/dist/image-files.js', '12.5 kB'],
  ['images', 'packages/images/dist/index.js', '15 kB'],
  ['images/augment', 'packages/images/dist/augment.js', '12 kB'],
  ['text', 'packages/text/dist/index.js', '5.4 kB'],
  ['cut', 'packages/cut/dist/index.js', '26.5 kB'],
  ['heads/linear', 'packages/heads/dist/linear.js', '27.5 kB'],
  ['heads/mlp', 'packages/heads/dist/mlp.js', '23.5 kB'],
  ['heads/prototype', 'packages/heads/dist/prototype.js', '24 kB'],
  ['freeze', 'packages/freeze/dist/index.js', '4.4 kB'],
  ['cache', 'packages/cache/dist/index.js', '0.5 kB'],
  ['cache/indexed-db-store', 'packages/cache/dist/indexed-db-store.js', '2.3 kB'],
  ['engines', 'packages/engines/dist/index.js', '26.5 kB'],
  ['engines/choose-backend', 'packages/engines/dist/choose-backend.js', '27 kB'],
  ['engines/wasm', 'packages/engines/dist/wasm.js', '38 kB'],
  ['engines/webgl', 'packages/engines/dist/webgl.js', '86 kB'],
  ['engines/webgpu', 'packages/engines/dist/webgpu.js', '76 kB'],
  ['engines/cpu', 'packages/engines/dist/cpu.js', '42.5 kB'],
  ['backbones/efficientnet-lite', 'packages/backbones/dist/efficientnet-lite.js', '128 kB'],
  ['train', 'packages/train/dist/index.js', '65 kB'],
  ['train/checkpoint-database', 'packages/train/dist/checkpoint/checkpoint-database.js', '1.9 kB'],
  ['bundle', 'packages/bundle/dist/index.js', '32 kB'],
  ['predict', 'packages/predict/dist/index.js', '244 kB'],
  ['report', 'packages/report/dist/index.js', '52.5 kB'],
];

const bundled = packages.map(([name, path, limit]) => ({
  name,
  path,
  limit,
  ignore: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'],
  modifyEsbuildConfig: (config) => ({ ...config, conditions: ['browser', 'module', 'default'], platform: 'browser' }),
}));

/** What the web app loads until one can act: weights, worker and archives come when they are needed. */
const webApp = {
  name: 'web app, first load',
  path: ['apps/web/dist/index.html', 'apps/web/dist/assets/index-*.js', 'apps/web/dist/assets/index-*.css'],
  limit: '205 kB',
  gzip: true,
  disablePlugins: ['@size-limit/esbuild'],
};

/** The worker, which comes when the first picture does. Weights, WebAssembly and what can be chosen come when they are needed. */
const webWorker = {
  ...webApp,
  name: 'web app, worker',
  path: 'apps/web/dist/assets/workshop-*.js',
  limit: '222 kB',
};

export default [...bundled, webApp, webWorker];
