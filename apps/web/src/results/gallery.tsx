import { GridLayout, GridList, GridListItem, Size, Virtualizer } from 'react-aria-components';
import { Thumbnail } from '../pictures/thumbnail.js';
import type { Picture } from '../project/project.js';
import { texts } from '../texts.js';
import type { Judged } from './judge-answers.js';

interface GalleryProps {
  readonly judged: readonly Judged[];
  readonly nameOf: (label: number) => string;
  readonly pictures: ReadonlyMap<string, Picture>;
}

/** Pictures with what they were taken for. */
export function Gallery({ judged, nameOf, pictures }: GalleryProps) {
  return (
    <Virtualizer layout={GridLayout} layoutOptions={{ minItemSize: new Size(120, 172), minSpace: new Size(8, 8) }}>
      <GridList layout="grid" className="grid" aria-labelledby="gallery-heading" items={judged} dependencies={[nameOf]}>
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
