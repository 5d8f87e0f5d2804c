import { useEffect, useState } from 'react';
import { texts } from '../texts.js';

interface TakeAwaySectionProps {
  readonly bundle: Blob;
  readonly name: string;
}

/** The bundle as a file, and how to use it elsewhere. */
export function TakeAwaySection({ bundle, name }: TakeAwaySectionProps) {
  const address = useObjectUrl(bundle);
  const file = texts.takeAway.fileName(name);
  return (
    <section aria-labelledby="take-away-heading">
      <h2 id="take-away-heading">{texts.takeAway.heading}</h2>
      <p>{texts.takeAway.about}</p>
      <a className="button primary" href={address} download={file}>
        {texts.takeAway.download}
      </a>
      <h3>{texts.takeAway.command}</h3>
      <pre tabIndex={0} aria-label={texts.takeAway.command}>
        <code>{`npx graft predict ${JSON.stringify(file)} picture.jpg`}</code>
      </pre>
      <h3>{texts.takeAway.code}</h3>
      <pre tabIndex={0} aria-label={texts.takeAway.code}>
        <code>{codeFor(file)}</code>
      </pre>
    </section>
  );
}

function useObjectUrl(blob: Blob): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}

function codeFor(file: string): string {
  return `import { loadModel } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { imagePlugin } from '@graftjs/images';
import { openAsBlob } from 'node:fs';

await startBackend();
const bundle = await loadBundle(${JSON.stringify(file)}, { preprocessors: [imagePlugin] });
const model = await loadModel(bundle, tfjsEngine());
const [prediction] = await model.predict([await openAsBlob('picture.jpg')]);
console.log(prediction.label, prediction.probability);`;
}
