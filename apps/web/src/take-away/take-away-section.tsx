import { useEffect, useState } from 'react';
import { texts } from '../texts.js';
import { CodeBlock } from './code-block.js';
import { ExportList } from './export-list.js';
import { nodeCode } from './usage-code.js';

interface TakeAwaySectionProps {
  readonly bundle: Blob;
  /** Of the project. */
  readonly name: string;
  readonly labels: readonly string[];
}

/** The bundle as a file, how to use it elsewhere, and the model for other programs. */
export function TakeAwaySection({ bundle, name, labels }: TakeAwaySectionProps) {
  const address = useObjectUrl(bundle);
  const file = texts.takeAway.fileName(name);
  return (
    <section aria-labelledby="take-away-heading">
      <h2 id="take-away-heading">{texts.takeAway.heading}</h2>
      <p>{texts.takeAway.about}</p>
      <a className="button primary" href={address} download={file}>
        {texts.takeAway.download}
      </a>
      <CodeBlock title={texts.takeAway.command} code={`npx graft predict ${JSON.stringify(file)} picture.jpg`} />
      <CodeBlock title={texts.takeAway.node} about={texts.takeAway.install} code={nodeCode(file, labels)} />
      <ExportList source="training" name={name} />
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
