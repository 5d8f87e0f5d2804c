import { useState } from 'react';
import { Button } from 'react-aria-components';
import { texts } from '../texts.js';

interface CodeBlockProps {
  readonly title: string;
  /** What is said before it. */
  readonly about?: string;
  readonly code: string;
}

/** Code with a name, and a button that copies it. */
export function CodeBlock({ title, about, code }: CodeBlockProps) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      setSaid(texts.takeAway.copied);
    } catch {
      // A page over plain http, or whoever said no.
      setSaid(texts.takeAway.notCopied);
    }
  };
  return (
    <>
      <h3>{title}</h3>
      {about !== undefined && <p className="hint">{about}</p>}
      <pre tabIndex={0} aria-label={title}>
        <code>{code}</code>
      </pre>
      <div className="actions">
        <Button className="small" onPress={() => void copy()} aria-label={texts.takeAway.copyOf(title)}>
          {texts.takeAway.copy}
        </Button>
        <span role="status">{said}</span>
      </div>
    </>
  );
}
