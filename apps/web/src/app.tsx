import { useEffect, useRef, useState } from 'react';
import { I18nProvider, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { BackendSection } from './backend/backend-section.js';
import { BundleTab } from './bundle/bundle-tab.js';
import { fetchHostedBundle, type HostedBundle } from './bundle/fetch-hosted-bundle.js';
import { OfflineNote } from './offline/offline-note.js';
import { texts } from './texts.js';
import { TrainTab } from './training/train-tab.js';
import { useDropGuard } from './use-drop-guard.js';
import { useHeirs } from './use-heirs.js';

type TabName = 'train' | 'bundle';

/** The page: train a model, or use one. */
export function App() {
  const [tab, setTab] = useState<TabName>('train');
  const main = useRef<HTMLElement>(null);
  useHeirs(main);
  useDropGuard();
  const [hosted, setHosted] = useState<HostedBundle>();
  useEffect(() => {
    const watching = new AbortController();
    let begun = false;
    for (const type of ['pointerdown', 'keydown', 'dragenter']) {
      addEventListener(type, () => (begun = true), { capture: true, signal: watching.signal });
    }
    void fetchHostedBundle().then((bundle) => {
      if (watching.signal.aborted) return;
      watching.abort();
      if (bundle === undefined) return;
      setHosted(bundle);
      // Nobody is taken away from what they have begun.
      if (!begun) setTab('bundle');
    });
    return () => watching.abort();
  }, []);
  return (
    <I18nProvider locale={texts.locale}>
      <header>
        <h1>{texts.title}</h1>
        <p>{texts.tagline}</p>
      </header>
      <main ref={main}>
        <Tabs selectedKey={tab} onSelectionChange={(key) => setTab(key as TabName)}>
          <TabList aria-label={texts.tabs.label}>
            <Tab id="train">{texts.tabs.train}</Tab>
            <Tab id="bundle">{texts.tabs.bundle}</Tab>
          </TabList>
          {/* Kept, so that looking at the other tab loses nothing. */}
          <TabPanel id="train" shouldForceMount>
            <TrainTab />
          </TabPanel>
          <TabPanel id="bundle" shouldForceMount>
            <BundleTab hosted={hosted} />
          </TabPanel>
        </Tabs>
        <BackendSection />
      </main>
      <OfflineNote />
    </I18nProvider>
  );
}
