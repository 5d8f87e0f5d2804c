/**
 * Builds `@tensorflow/tfjs-node`, the tfjs backend that runs on the TensorFlow C library, where its own installer cannot.
 *
 * Its install script downloads a prebuilt libtensorflow from one fixed host, and fails on every machine that cannot reach
 * it. The TensorFlow wheel for Python contains the same library and headers, so this takes both from the wheel and
 * compiles the small Node binding against them.
 *
 *     node tools/build-tfjs-node.mjs [folder]     # default: .tfjs-node at the repository root
 *
 * Then point graft at the result:
 *
 *     export GRAFT_TFJS_NODE=<folder>/node_modules/@tensorflow/tfjs-node
 *
 * Needs Linux on x64, python3 with pip, make and a C++ compiler, about 1.6 GB of disk for the folder while it
 * builds (1.2 GB after), and an npm and a pip that reach a package registry. Running it again keeps the steps that are
 * done; deleting the folder starts afresh.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const TFJS_VERSION = '4.22.0';
const TENSORFLOW_VERSION = '2.21.0';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, '.tfjs-node'));
const wheels = join(folder, 'wheel');
const tensorflow = join(folder, `tensorflow-${TENSORFLOW_VERSION}`);
const tfjsNode = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
const stamp = join(folder, 'built.json');
/** What the finished build depends on: another Node or another version of either library means compiling again. */
const recipe = JSON.stringify({
  tfjs: TFJS_VERSION,
  tensorflow: TENSORFLOW_VERSION,
  node: process.versions.node,
  arch: process.arch,
});

class BuildError extends Error {}

const started = Date.now();
try {
  main();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(`\nCould not build tfjs-node: ${error.message}`);
  process.exit(1);
}

function main() {
  if (process.argv.length > 3 || process.argv[2]?.startsWith('-')) {
    throw new BuildError('usage: node tools/build-tfjs-node.mjs [folder]');
  }
  step('Checking the tools');
  checkTools();
  mkdirSync(folder, { recursive: true });

  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe && existsSync(tfjsNode)) {
    step('Already built; only checking it');
  } else {
    rmSync(stamp, { force: true });
    fetchTensorflow();
    installPackage();
    placeDependencies();
    compile();
  }
  check();
  writeFileSync(stamp, recipe);
  console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} s. Now:\n  export GRAFT_TFJS_NODE=${tfjsNode}`);
}

function checkTools() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new BuildError(
      `this works on Linux x64 and not on ${process.platform} ${process.arch}. ` +
        `There, try "npm install @tensorflow/tfjs-node", or use the wasm backend, which needs no build.`,
    );
  }
  needs('python3', ['--version'], 'python3 is missing. Install Python 3.10 or later.');
  needs('python3', ['-m', 'pip', '--version'], 'pip is missing. Install it (Debian: apt install python3-pip).');
  needs('npm', ['--version'], 'npm is missing. It comes with Node.');
  needs('make', ['--version'], 'make is missing. Install it (Debian: apt install build-essential).');
  const compiler = process.env.CXX ?? 'g++';
  needs(
    compiler,
    ['--version'],
    `the C++ compiler ${compiler} is missing. Install one (Debian: apt install build-essential) or name it in CXX.`,
  );
}

function fetchTensorflow() {
  if (existsSync(tensorflow)) {
    step(`TensorFlow ${TENSORFLOW_VERSION} is already unpacked`);
    return;
  }
  const unpacked = join(folder, 'unpacked');
  rmSync(wheels, { recursive: true, force: true });
  rmSync(unpacked, { recursive: true, force: true });
  step(`Downloading the TensorFlow ${TENSORFLOW_VERSION} wheel (about 250 MB)`);
  run(
    'python3',
    [
      ...['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'],
      ...['--progress-bar', 'off', '--dest', wheels, `tensorflow-cpu==${TENSORFLOW_VERSION}`],
    ],
    folder,
    `pip could not get tensorflow-cpu ${TENSORFLOW_VERSION}. It needs a reachable package index and a Python that this version has a wheel for.`,
  );
  const wheel = readdirSync(wheels).find((file) => file.endsWith('.whl'));
  if (wheel === undefined) throw new BuildError(`pip left no wheel in ${wheels}.`);

  step('Unpacking it');
  run('python3', ['-m', 'zipfile', '-e', join(wheels, wheel), unpacked], folder, `${wheel} could not be unpacked.`);
  // Only the headers and the two libraries are used: the rest of the wheel is a gigabyte of Python.
  const source = join(unpacked, 'tensorflow');
  const kept = join(unpacked, 'kept');
  mkdirSync(join(kept, 'include'), { recursive: true });
  for (const part of ['tensorflow', 'xla', 'tsl']) {
    move(join(source, 'include', part), join(kept, 'include', part));
  }
  for (const library of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    move(join(source, library), join(kept, library));
  }
  // Last, in one step, so that an interrupted run never leaves a folder that looks finished.
  renameSync(kept, tensorflow);
  rmSync(unpacked, { recursive: true, force: true });
  rmSync(wheels, { recursive: true, force: true });
}

function installPackage() {
  step(`Installing @tensorflow/tfjs-node ${TFJS_VERSION} without its download script`);
  // Its own package.json, so that npm does not climb to the repository's.
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'tfjs-node-build', private: true, dependencies: { '@tensorflow/tfjs-node': TFJS_VERSION } }),
  );
  run(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    folder,
    `npm could not install @tensorflow/tfjs-node ${TFJS_VERSION}.`,
  );
}

function placeDependencies() {
  step("Putting TensorFlow's headers and libraries where the binding looks for them");
  const deps = join(tfjsNode, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  // Relative links, so that the folder can be moved.
  const link = (target, name) =>
    symlinkSync(relative(dirname(join(deps, name)), join(tensorflow, target)), join(deps, name));
  link('include', 'include');
  // The binding links against the C library by the first names, and in the wheel the C++ library carries the C interface;
  // the loader then asks for it by the name written into it, the last one.
  for (const name of ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow.so.2.9.1', 'libtensorflow_cc.so.2']) {
    link('libtensorflow_cc.so.2', `lib/${name}`);
  }
  for (const name of ['libtensorflow_framework.so', 'libtensorflow_framework.so.2']) {
    link('libtensorflow_framework.so.2', `lib/${name}`);
  }
}

function compile() {
  step('Compiling the binding (under a minute)');
  const prefix = resolve(dirname(process.execPath), '..');
  // With Node's own headers at hand the compiler needs no download.
  const headers = existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
  run(
    'npx',
    ['--no-install', 'node-pre-gyp', 'install', '--build-from-source', '--loglevel=error'],
    tfjsNode,
    "the compiler failed; its messages are above. If they speak of missing node headers, install them (Debian's Node: apt install libnode-dev).",
    headers,
  );
}

function check() {
  step('Checking: backend and a matrix product');
  const program = `
    // tfjs-node calls these, and Node 23 took them away.
    const util = require('util');
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    util.isArray ??= Array.isArray;
    const tf = require('@tensorflow/tfjs-node');
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])).arraySync());
    console.log('TFJS_NODE_CHECK ' + JSON.stringify({ backend: tf.getBackend(), product, library: tf.backend().binding.TF_Version }));
  `;
  const result = spawnSync(process.execPath, ['-e', program], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  const line = result.stdout?.split('\n').find((text) => text.startsWith('TFJS_NODE_CHECK '));
  if (result.status !== 0 || line === undefined) {
    console.error(result.stdout, result.stderr);
    throw new BuildError('it was compiled, but does not load. Delete the folder and try again.');
  }
  const answer = JSON.parse(line.slice('TFJS_NODE_CHECK '.length));
  if (answer.backend !== 'tensorflow') throw new BuildError(`the backend is "${answer.backend}", not "tensorflow".`);
  if (JSON.stringify(answer.product) !== '[[19,22],[43,50]]') {
    throw new BuildError(`the matrix product is wrong: ${JSON.stringify(answer.product)}, expected [[19,22],[43,50]].`);
  }
  console.log(`  backend ${answer.backend}, TensorFlow ${answer.library}, product correct`);
}

function step(text) {
  console.log(`• ${text}`);
}

function needs(command, args, message) {
  const result = spawnSync(command, args, { stdio: 'ignore' });
  if (result.error !== undefined || result.status !== 0) throw new BuildError(message);
}

function run(command, args, cwd, message, env = {}) {
  const result = spawnSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.error !== undefined || result.status !== 0) throw new BuildError(message);
}

function move(from, to) {
  if (!existsSync(from)) {
    throw new BuildError(
      `the TensorFlow wheel has no ${from.split('/unpacked/')[1]}: this version is laid out differently.`,
    );
  }
  renameSync(from, to);
}
