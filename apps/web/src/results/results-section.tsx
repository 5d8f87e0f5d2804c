import { useMemo, useState } from 'react';
import { Button, Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import type { Trained } from '../training/use-training.js';
import { texts } from '../texts.js';
import { CloserLook } from './closer-look.js';
import { ConfusionMatrix, type Cell } from './confusion-matrix.js';
import { FigureTable } from './figure-table.js';
import { Gallery } from './gallery.js';
import { countAnswers, judgeAnswers, listMistakes, usualThreshold, type Judged } from './judge-answers.js';

interface ResultsSectionProps {
  readonly trained: Trained;
  /** Whether the pictures have changed since. */
  readonly outdated: boolean;
}

/** How good a model is on pictures that took no part, and where it is wrong. */
export function ResultsSection({ trained, outdated }: ResultsSectionProps) {
  const { labels, test } = trained.result;
  const [threshold, setThreshold] = useState(usualThreshold(labels.length));
  const [cell, setCell] = useState<Cell>();
  const [chosen, setChosen] = useState<string>();
  const judged = useMemo(() => judgeAnswers(test.examples, labels.length, threshold), [test, labels, threshold]);
  const counts = countAnswers(judged, labels.length);
  const undecided = judged.filter(({ answer }) => answer === labels.length).length;
  const right = judged.filter(({ truth, answer }) => truth === answer).length;
  const shown =
    cell === undefined
      ? listMistakes(judged, labels.length)
      : judged.filter(({ truth, answer }) => truth === cell.truth && answer === cell.answer);
  const looked = shown.find(({ id }) => id === chosen);
  const nameOf = (label: number): string => labels[label] ?? texts.results.undecided;
  return (
    <section aria-labelledby="results-heading">
      <h2 id="results-heading">{texts.results.heading}</h2>
      <p>{texts.results.about(test.count)}</p>
      {outdated && <p className="hint">{texts.results.outdated}</p>}
      <FigureTable metrics={test.metrics} />
      <Slider value={threshold} onChange={setThreshold} minValue={0} maxValue={1} step={0.01}>
        <Label>{labels.length === 2 ? texts.results.threshold(nameOf(1)) : texts.results.certainty}</Label>
        <SliderOutput />
        <SliderTrack>
          <SliderThumb />
        </SliderTrack>
      </Slider>
      <p role="status">
        {texts.results.atThreshold(texts.percent(right / Math.max(1, judged.length - undecided)), undecided)}
      </p>
      <ConfusionMatrix labels={labels} counts={counts} selected={cell} onSelect={setCell} />
      <h3 id="gallery-heading">
        {cell === undefined ? texts.results.mistakes : texts.results.gallery(nameOf(cell.truth), nameOf(cell.answer))}
      </h3>
      {cell !== undefined && <Button onPress={() => setCell(undefined)}>{texts.results.showMistakes}</Button>}
      {shown.length === 0 ? (
        <p>{texts.results.noMistakes}</p>
      ) : (
        <>
          <p className="hint">{texts.results.chooseOne}</p>
          <Gallery
            judged={shown}
            nameOf={nameOf}
            pictures={trained.pictures}
            selected={looked?.id}
            onSelect={setChosen}
          />
        </>
      )}
      {looked && <LookAt judged={looked} trained={trained} onClose={() => setChosen(undefined)} />}
    </section>
  );
}

interface LookAtProps {
  readonly judged: Judged;
  readonly trained: Trained;
  readonly onClose: () => void;
}

function LookAt({ judged, trained, onClose }: LookAtProps) {
  const { labels, test } = trained.result;
  const picture = trained.pictures.get(judged.id)?.file;
  const example = test.examples.find(({ id }) => id === judged.id);
  if (picture === undefined || example === undefined) return null;
  const { probabilities } = example;
  return (
    <CloserLook judged={judged} picture={picture} labels={labels} probabilities={probabilities} onClose={onClose} />
  );
}
