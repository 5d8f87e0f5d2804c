import { expect, it } from 'vitest';
import { tfjsEngine } from './tfjs-engine.js';

// In a file of its own: once a backend has been started, a process always has one.
it('refuses to be made before a backend runs', () => {
  expect(() => tfjsEngine()).toThrow(
    expect.objectContaining({
      code: 'no-backend',
      message:
        'No tfjs backend is running. Start one first: startBackend() in Node, tf.setBackend(…) and tf.ready() in a browser.',
    }),
  );
});
