import { proxy } from 'comlink';
import { useCallback, useId, useRef, useState } from 'react';
import { Button, DropZone, FileTrigger, Text } from 'react-aria-components';
import { messageOf } from '../message-of.js';
import { readDrop } from '../project/read-drop.js';
import { texts } from '../texts.js';
import { usePaste } from '../use-paste.js';
import { workshop } from '../workshop/start-workshop.js';
import type { Answer, ShelfPlace } from '../workshop/workshop-api.js';
import { LivePanel } from './live-panel.js';
import { PredictionRow, type Shown } from './prediction-row.js';

interface PredictSectionProps {
  readonly source: ShelfPlace;
  /** Of the model that is asked; undefined while there is none. */
  readonly labels: readonly string[] | undefined;
}

/** Pictures are dropped, pasted, chosen or seen by the camera, and classified. */
export function PredictSection({ source, labels }: PredictSectionProps) {
  const heading = useId();
  const section = useRef<HTMLElement>(null);
  const [answered, setShown] = useState<readonly Shown[]>([]);
  const nextId = useRef(0);
  const [status, setStatus] = useState('');
  const [busy, setBusy] = useState(false);
  const [live, setLive] = useState(false);
  // What another model said has gone with it.
  const shown = answered.filter((one) => one.labels === labels);
  const disabled = labels === undefined || busy;

  const classify = useCallback(
    async (files: readonly File[]) => {
      if (disabled || files.length === 0) return;
      setBusy(true);
      try {
        let done = 0;
        const onAnswer = async (answer: Answer, index: number): Promise<void> => {
          const file = files[index];
          // The newest come first, in the order in which they came.
          const one = file && { id: nextId.current++, file, answer, labels };
          if (one) setShown((before) => [...before.slice(0, index), one, ...before.slice(index)]);
          setStatus(texts.predict.progress(++done, files.length));
        };
        await workshop().predict(source, files, proxy(onAnswer));
        setStatus(texts.predict.done(files.length));
      } catch (error) {
        setStatus(texts.predict.stopped(messageOf(error)));
      }
      setBusy(false);
    },
    [disabled, labels, source],
  );

  usePaste(section, classify);

  return (
    <section ref={section} aria-labelledby={heading} className="predict">
      <h2 id={heading}>{texts.predict.heading}</h2>
      <DropZone
        isDisabled={disabled}
        aria-label={texts.predict.zone}
        onDrop={({ items }) => void readDrop(items).then((files) => classify(files.map(({ file }) => file)))}
      >
        <Text slot="label">{texts.predict.hint}</Text>
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['image/jpeg', 'image/png', 'image/webp']}
          onSelect={(files) => void classify([...(files ?? [])])}
        >
          <Button isDisabled={disabled}>{texts.predict.choose}</Button>
        </FileTrigger>
      </DropZone>
      {labels && !live && <Button onPress={() => setLive(true)}>{texts.live.start}</Button>}
      {labels && live && <LivePanel source={source} labels={labels} onClose={() => setLive(false)} />}
      <p role="status">{status}</p>
      {shown.length > 0 && !busy && <Button onPress={() => setShown([])}>{texts.predict.clear}</Button>}
      {shown.length > 0 && (
        <table className="predictions" aria-label={texts.predict.table}>
          <thead>
            <tr>
              <th scope="col">{texts.predict.picture}</th>
              <th scope="col">{texts.predict.label}</th>
              <th scope="col" className="number">
                {texts.predict.probability}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ id, ...one }) => (
              <PredictionRow key={id} source={source} {...one} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
