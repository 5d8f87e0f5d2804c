import { useCallback, useEffect, useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { messageOf } from '../message-of.js';
import { PredictSection } from '../predict/predict-section.js';
import { texts } from '../texts.js';
import { workshop } from '../workshop/start-workshop.js';

type Opened =
  | { readonly kind: 'none' | 'loading' }
  | { readonly kind: 'ready'; readonly labels: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Classifies pictures with a bundle: the one beside the page, or one that the user has. */
export function BundleTab({ hosted }: { readonly hosted: Blob | undefined }) {
  const [opened, setOpened] = useState<Opened>({ kind: 'none' });
  const open = useCallback(async (file: Blob) => {
    setOpened({ kind: 'loading' });
    try {
      setOpened({ kind: 'ready', labels: await workshop().openBundle(file) });
    } catch (error) {
      setOpened({ kind: 'refused', reason: messageOf(error) });
    }
  }, []);
  useEffect(() => {
    if (hosted) void open(hosted);
  }, [hosted, open]);
  return (
    <>
      <section aria-labelledby="bundle-heading">
        <h2 id="bundle-heading">{texts.bundle.heading}</h2>
        <p>{texts.bundle.about}</p>
        <FileTrigger
          acceptedFileTypes={['.safetensors']}
          onSelect={(files) => {
            const [file] = files ?? [];
            if (file) void open(file);
          }}
        >
          <Button>{texts.bundle.choose}</Button>
        </FileTrigger>
        <p id="model" role="status" className={opened.kind === 'refused' ? 'problem' : undefined}>
          {describe(opened)}
        </p>
      </section>
      <PredictSection source="bundle" labels={opened.kind === 'ready' ? opened.labels : undefined} />
    </>
  );
}

function describe(opened: Opened): string {
  if (opened.kind === 'ready') return texts.bundle.ready(opened.labels);
  if (opened.kind === 'refused') return opened.reason;
  return opened.kind === 'loading' ? texts.bundle.loading : texts.bundle.noneHosted;
}
