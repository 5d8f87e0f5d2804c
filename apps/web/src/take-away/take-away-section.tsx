import { useId } from 'react';
import { texts } from '../texts.js';
import { useObjectUrl } from '../use-object-url.js';
import type { ShelfPlace } from '../workshop/workshop-api.js';
import { CodeBlock } from './code-block.js';
import { ExportList } from './export-list.js';
import { nodeCode, pageCode } from './usage-code.js';

interface TakeAwaySectionProps {
  readonly source: ShelfPlace;
  /** Undefined: the user has the file already. */
  readonly bundle?: Blob;
  /** Of the model, without an ending. */
  readonly name: string;
  readonly labels: readonly string[];
}

/** The bundle as a file, how to use it elsewhere, and the model for other programs. */
export function TakeAwaySection({ source, bundle, name, labels }: TakeAwaySectionProps) {
  const heading = useId();
  const file = texts.takeAway.fileName(name);
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{texts.takeAway.heading}</h2>
      <p>{texts.takeAway.about}</p>
      {bundle && <DownloadLink bundle={bundle} file={file} />}
      <CodeBlock title={texts.takeAway.command} code={`npx @graftjs/cli predict ${JSON.stringify(file)} picture.jpg`} />
      <CodeBlock title={texts.takeAway.node} about={texts.takeAway.install} code={nodeCode(file, labels)} />
      <CodeBlock title={texts.takeAway.page} about={texts.takeAway.beside} code={pageCode(file, labels)} />
      <ExportList source={source} name={name} />
    </section>
  );
}

function DownloadLink({ bundle, file }: { readonly bundle: Blob; readonly file: string }) {
  const address = useObjectUrl(bundle);
  return (
    <a className="button primary" href={address} download={file}>
      {texts.takeAway.download}
    </a>
  );
}
