import { Button, FileTrigger } from 'react-aria-components';
import { PredictSection } from '../predict/predict-section.js';
import { TakeAwaySection } from '../take-away/take-away-section.js';
import { texts } from '../texts.js';
import type { HostedBundle } from './fetch-hosted-bundle.js';
import { useBundle } from './use-bundle.js';

/** Classifies pictures with a bundle: the one beside the page, or one that the user has. */
export function BundleTab({ hosted }: { readonly hosted: HostedBundle | undefined }) {
  const { opened, loading, refusal, open } = useBundle(hosted);
  return (
    <>
      <section aria-labelledby="bundle-heading">
        <h2 id="bundle-heading">{texts.bundle.heading}</h2>
        <p>{texts.bundle.about}</p>
        <FileTrigger
          acceptedFileTypes={['.safetensors']}
          onSelect={(files) => {
            const [file] = files ?? [];
            if (file) open(file);
          }}
        >
          <Button>{texts.bundle.choose}</Button>
        </FileTrigger>
        <p id="model" role="status">
          {loading ? texts.bundle.loading : opened && texts.bundle.ready(opened.name, opened.labels)}
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
