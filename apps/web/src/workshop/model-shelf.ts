import { GraftError, type Engine, type Network } from '@graftjs/core';
import { texts } from '../texts.js';
import { openShelved, type ShelvedModel } from './shelved-model.js';
import type { ShelfPlace } from './workshop-api.js';

/** The models that can be asked, one from each source. */
export interface ModelShelf {
  /** One that cannot be opened, or cannot run here, leaves the one before where it is. @throws what `openShelved` and its `predictor` throw */
  put(source: ShelfPlace, file: Blob): Promise<ShelvedModel>;
  /** @throws GraftError 'no-model' */
  find(source: ShelfPlace): ShelvedModel;
  /** Frees what lies on the backend: it is loaded anew when a model is asked. */
  close(): void;
}

/** @param startEngine starts what is to run a network, or gives what runs already */
export function modelShelf(startEngine: (network: Network) => Promise<Engine>): ModelShelf {
  const models = new Map<ShelfPlace, ShelvedModel>();
  const opening = new Set<ShelvedModel>();
  return {
    async put(source, file) {
      const opened = await openShelved(file, startEngine);
      opening.add(opened);
      try {
        await opened.predictor();
      } catch (error) {
        opened.close();
        throw error;
      } finally {
        opening.delete(opened);
      }
      models.get(source)?.close();
      models.set(source, opened);
      return opened;
    },
    find(source) {
      const found = models.get(source);
      if (found === undefined) throw new GraftError('no-model', texts.bundle.none);
      return found;
    },
    close() {
      for (const model of [...models.values(), ...opening]) model.close();
    },
  };
}
