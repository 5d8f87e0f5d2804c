import { useCallback } from 'react';
import { Thumbnail } from '../pictures/thumbnail.js';
import { TileGrid } from '../pictures/tile-grid.js';
import { texts } from '../texts.js';
import type { Trained } from '../training/trained.js';
import type { Judged } from './judge-answers.js';

interface GalleryProps {
  readonly judged: readonly Judged[];
  readonly labels: readonly string[];
  readonly pictures: Trained['pictures'];
  /** The id of the picture that is looked at closely. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** Pictures with what they were taken for; one of them can be chosen. */
export function Gallery({ judged, labels, pictures, selected, onSelect }: GalleryProps) {
  const describe = useCallback(
    ({ id, truth, answer, probability }: Judged) => {
      const nameOf = (label: number | undefined): string => labels[label ?? -1] ?? texts.results.undecided;
      const sure = texts.percent(probability);
      const file = pictures.get(id)?.file;
      const content = (
        <>
          {file && <Thumbnail file={file} />}
          <span className="caption">{nameOf(answer)}</span> <span className="caption">{sure}</span>
        </>
      );
      return { key: id, name: texts.results.tile(id, nameOf(truth), nameOf(answer), sure), content };
    },
    [labels, pictures],
  );
  return (
    <TileGrid
      id="gallery"
      items={judged}
      labelledBy="gallery-heading"
      layout="captioned"
      describe={describe}
      selectionMode="single"
      selected={new Set(selected === undefined ? [] : [selected])}
      onSelect={(chosen) => onSelect([...chosen].map(String).at(0))}
    />
  );
}
