import { useCallback, useEffect, useState } from 'react';

/** Whether the page would open without a network. */
type OfflineState =
  /** Not yet, or never: over plain http, where storage is denied or full, while developing. */
  | { readonly kind: 'no' }
  | { readonly kind: 'ready' }
  /** `blocked`: the user asked for it, and another page has the version of now. */
  | { readonly kind: 'update'; readonly blocked: boolean };

export interface Offline {
  readonly state: OfflineState;
  /** Reloads the page as the new version. */
  readonly update: () => void;
}

/** Has the browser keep the page for when there is no network, and tells of a new version; nothing changes until the user says so. */
export function useOffline(): Offline {
  const [state, setState] = useState<OfflineState>({ kind: 'no' });
  const [waiting, setWaiting] = useState<ServiceWorker>();

  useEffect(() => {
    // While developing there is none.
    if (import.meta.env.DEV) return;
    // Whoever denies it has a page that works while there is a network.
    keepPage({
      onReady: () => setState((before) => (before.kind === 'no' ? { kind: 'ready' } : before)),
      onUpdate: (worker) => {
        setWaiting(worker);
        setState({ kind: 'update', blocked: false });
      },
    }).catch(() => undefined);
  }, []);

  const update = useCallback(() => {
    if (waiting === undefined) return;
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => setState({ kind: 'update', blocked: data !== true });
    waiting.postMessage('take over', [port2]);
  }, [waiting]);

  return { state, update };
}

interface Listener {
  readonly onReady: () => void;
  readonly onUpdate: (waiting: ServiceWorker) => void;
}

/** @throws DOMException or TypeError where the browser does not keep pages */
async function keepPage({ onReady, onUpdate }: Listener): Promise<void> {
  const registration = await navigator.serviceWorker.register('service-worker.js');
  void navigator.serviceWorker.ready.then(onReady);
  if (registration.waiting) onUpdate(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing, active } = registration;
    // The first is no update.
    if (installing === null || active === null) return;
    installing.addEventListener('statechange', () => {
      if (installing.state === 'installed') onUpdate(installing);
    });
  });
}
