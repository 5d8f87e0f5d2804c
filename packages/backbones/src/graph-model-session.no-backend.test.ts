import { expect, it } from 'vitest';
import { graphModelSession } from './graph-model-session.js';

it('asks for a backend', async () => {
  const session = graphModelSession({ name: 'tiny', artifacts: { topology: {} } as never, shape: [3] });
  await expect(session.run(new Map())).rejects.toMatchObject({
    code: 'no-backend',
    message:
      'No tfjs backend is running. Start one first: startBackend() in Node, tf.setBackend(…) and tf.ready() in a browser.',
  });
});
