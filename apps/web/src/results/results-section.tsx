import { useMemo, useState } from 'react';
import { Button, Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import type { Trained } from '../training/trained.js';
import { texts } from '../texts.js';
import { CloserLook } from './closer-look.js';
import { ConfusionMatrix, type Cell } from './confusion-matrix.js';
import { FigureTable } from './figure-table.js';
import { Gallery } from './gallery.js';
import { judgeAnswers, listMistakes, sumToOne, usualThreshold } from './judge-answers.js';

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
  const judged = useMemo(() => judgeAnswers(test.examples, threshold), [test, threshold]);
  const undecided = judged.filter(({ answer }) => answer === undefined).length;
  const right = judged.filter(({ truth, answer }) => truth === answer).length;
  const shown =
    cell === undefined
      ? listMistakes(judged)
      : judged.filter(({ truth, answer }) => truth === cell.truth && answer === cell.answer);
  const looked = shown.find(({ id }) => id === chosen);
  const picture = looked && trained.pictures.get(looked.id)?.file;
  const nameOf = (label: number | undefined): string => labels[label ?? -1] ?? texts.results.undecided;
  const nameThreshold = (): string => {
    if (labels.length !== 2) return texts.results.certainty;
    return texts.results[sumToOne(test.examples) ? 'threshold' : 'share'](nameOf(1));
  };
  return (
    <section aria-labelledby="results-heading">
      <h2 id="results-heading">{texts.results.heading}</h2>
      <p>{texts.results.about(test.count)}</p>
      {outdated && <p className="hint">{texts.results.outdated}</p>}
      <FigureTable metrics={test.metrics} />
      <Slider value={threshold} onChange={setThreshold} minValue={0} maxValue={1} step={0.01}>
        <Label>{nameThreshold()}</Label>
        <SliderOutput />
        <SliderTrack>
          <SliderThumb />
        </SliderTrack>
      </Slider>
      <p role="status">
        {texts.results.atThreshold(texts.percent(right / Math.max(1, judged.length - undecided)), undecided)}
      </p>
      <ConfusionMatrix labels={labels} judged={judged} selected={cell} onSelect={setCell} />
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
            labels={labels}
            pictures={trained.pictures}
            selected={looked?.id}
            onSelect={setChosen}
          />
        </>
      )}
      {looked && picture && (
        <CloserLook judged={looked} picture={picture} labels={labels} onClose={() => setChosen(undefined)} />
      )}
    </section>
  );
}
