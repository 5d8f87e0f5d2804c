import { useCallback, useEffect, useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { messageOf } from '../message-of.js';
import { PredictSection } from '../predict/predict-section.js';
import { TakeAwaySection } from '../take-away/take-away-section.js';
import { texts } from '../texts.js';
import { HOSTED_BUNDLE } from './fetch-hosted-bundle.js';
import { workshop } from '../workshop/start-workshop.js';

interface Opened {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly labels: readonly string[];
}

/** Classifies pictures with a bundle: the one beside the page, or one that the user has. */
export function BundleTab({ hosted }: { readonly hosted: Blob | undefined }) {
  const [opened, setOpened] = useState<Opened>();
  const [loading, setLoading] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const open = useCallback(async (file: Blob) => {
    setLoading(true);
    setRefusal(undefined);
    try {
      setOpened({ name: nameOf(file), labels: await workshop().openBundle(file) });
    } catch (error) {
      // The model that was there before still is.
      setRefusal(file instanceof File ? texts.bundle.refused(file.name, messageOf(error)) : messageOf(error));
    }
    setLoading(false);
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
        <p id="model" role="status">
          {loading ? texts.bundle.loading : opened ? texts.bundle.ready(opened.labels) : texts.bundle.noneHosted}
        </p>
        <p role="alert" className="problem">
          {refusal}
        </p>
      </section>
      <PredictSection source="bundle" labels={opened?.labels} />
      {opened && <TakeAwaySection source="bundle" name={opened.name} labels={opened.labels} />}
    </>
  );
}

/** The hosted one has no name of its own. */
function nameOf(file: Blob): string {
  return (file instanceof File ? file.name : HOSTED_BUNDLE).replace(/\.safetensors$/, '');
}
