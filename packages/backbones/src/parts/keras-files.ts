import type { PublishedFile } from '../architecture.js';

const base = 'https://storage.googleapis.com/tensorflow/keras-applications/';

/**
 * The two files that Keras publishes of most of its applications, whole and without top.
 *
 * @param path below Keras's address, up to the part that all names share: 'vgg19/vgg19'
 * @param inputSize in pixels
 * @param md5 of the whole file and of the one without top, as Keras states them
 */
export function kerasFiles(path: string, inputSize: number, md5: readonly [string, string]): PublishedFile[] {
  return md5.map((hex, index) => ({
    ...kerasFile(`${path}_weights_tf_dim_ordering_tf_kernels${index === 0 ? '' : '_notop'}.h5`, index === 0, inputSize),
    digest: { algorithm: 'md5', hex },
  }));
}

/** One file at Keras's address, by its path there. */
export function kerasFile(path: string, top: boolean, inputSize: number): PublishedFile {
  return { name: path.split('/').at(-1) ?? path, url: `${base}${path}`, top, inputSize };
}
