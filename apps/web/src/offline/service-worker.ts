/// <reference lib="webworker" />
import { clientsClaim } from 'workbox-core';
import { precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope;

/** Written here by the build: every file that the page can need, but what only some ask for. */
declare const listOfKept: PrecacheEntry[];

/** Kept once they were asked for, and asked for anew wherever there is a network: they may change without the page. */
const onlyWhenAsked = ['demo/chest-xray.zip', 'demo/chest-xray.json', 'model.safetensors'];

precacheAndRoute(listOfKept);
registerRoute(
  ({ url }) => onlyWhenAsked.some((path) => url.href === new URL(path, self.registration.scope).href),
  new NetworkFirst(),
);
// So that the first visit, too, can go on without a network.
clientsClaim();

/** A new version waits until no page has the old one, or until the only page asks for it; it is told whether that comes true. */
self.addEventListener('message', (event) => event.waitUntil(takeOver(event)));

async function takeOver({ ports: [answer] }: ExtendableMessageEvent): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const isAlone = windows.filter(({ url }) => url.startsWith(self.registration.scope)).length === 1;
  answer?.postMessage(isAlone);
  if (isAlone) await self.skipWaiting();
}
