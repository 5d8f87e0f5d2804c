import { wrap, type Remote } from 'comlink';
import { linkBackend } from '../backend/backend-link.js';
import { place } from '../keeping/kept-names.js';
import type { Workshop } from './workshop-api.js';

let started: Remote<Workshop> | undefined;

/** The worker in which everything is computed, so that the page itself never waits. It starts when it is first needed. */
export function workshop(): Remote<Workshop> {
  if (started === undefined) {
    started = wrap<Workshop>(new Worker(new URL('./workshop.ts', import.meta.url), { type: 'module', name: place }));
    linkBackend(started);
  }
  return started;
}
