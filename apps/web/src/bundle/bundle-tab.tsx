import { useCallback, useEffect, useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { messageOf } from '../message-of.js';
import { PredictSection } from '../predict/predict-section.js';
import { texts } from '../texts.js';
import { workshop } from '../workshop/start-workshop.js';

/** Classifies pictures with a bundle: the one beside the page, or one that the user has. */
export function BundleTab({ hosted }: { readonly hosted: Blob | undefined }) {
  const [labels, setLabels] = useState<readonly string[]>();
  const [loading, setLoading] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const open = useCallback(async (file: Blob) => {
    setLoading(true);
    setRefusal(undefined);
    try {
      setLabels(await workshop().openBundle(file));
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
          {loading ? texts.bundle.loading : labels ? texts.bundle.ready(labels) : texts.bundle.noneHosted}
        </p>
        <p role="alert" className="problem">
          {refusal}
        </p>
      </section>
      <PredictSection source="bundle" labels={labels} />
    </>
  );
}
