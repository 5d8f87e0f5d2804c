import { GridLayout, GridList, GridListItem, Size, Virtualizer } from 'react-aria-components';
import { Thumbnail } from '../pictures/thumbnail.js';
import { texts } from '../texts.js';
import type { Trained } from '../training/trained.js';
import type { Judged } from './judge-answers.js';

interface GalleryProps {
  readonly judged: readonly Judged[];
  /** Undefined: left undecided. */
  readonly nameOf: (label: number | undefined) => string;
  readonly pictures: Trained['pictures'];
  /** The id of the picture that is looked at closely. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** As many pictures need no room for a second row. */
const FEW = 3;

/** Pictures with what they were taken for; one of them can be chosen. */
export function Gallery({ judged, nameOf, pictures, selected, onSelect }: GalleryProps) {
  return (
    <Virtualizer layout={GridLayout} layoutOptions={{ minItemSize: new Size(120, 172), minSpace: new Size(8, 8) }}>
      <GridList
        layout="grid"
        className={judged.length > FEW ? 'grid' : 'grid few'}
        aria-labelledby="gallery-heading"
        items={judged}
        dependencies={[nameOf]}
        selectionMode="single"
        selectedKeys={selected === undefined ? [] : [selected]}
        onSelectionChange={(chosen) => onSelect([...chosen].map(String).at(0))}
      >
        {({ id, truth, answer, probability }) => {
          const sure = texts.percent(probability);
          const file = pictures.get(id)?.file;
          return (
            <GridListItem id={id} textValue={texts.results.tile(id, nameOf(truth), nameOf(answer), sure)}>
              {file && <Thumbnail file={file} />}
              <span className="caption">{nameOf(answer)}</span>
              <span className="caption">{sure}</span>
            </GridListItem>
          );
        }}
      </GridList>
    </Virtualizer>
  );
}
