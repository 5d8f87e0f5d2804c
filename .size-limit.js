// What each package adds to a page, compressed, without tfjs itself. Budgets are a tenth above the last figure.
const packages = [
  ['core', 'packages/core/dist/index.js', '4.5 kB'],
  ['safetensors', 'packages/safetensors/dist/index.js', '3.7 kB'],
  ['network', 'packages/network/dist/index.js', '27.5 kB'],
  ['formats/keras', 'packages/formats/dist/keras.js', '94 kB'],
  ['cut', 'packages/cut/dist/index.js', '25.5 kB'],
  ['images', 'packages/images/dist/index.js', '14.5 kB'],
  ['heads/linear', 'packages/heads/dist/linear.js', '27.5 kB'],
  ['engines', 'packages/engines/dist/index.js', '26 kB'],
  ['train', 'packages/train/dist/index.js', '59.5 kB'],
  ['bundle', 'packages/bundle/dist/index.js', '31 kB'],
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
  limit: '188 kB',
  gzip: true,
  disablePlugins: ['@size-limit/esbuild'],
};

export default [...bundled, webApp];
