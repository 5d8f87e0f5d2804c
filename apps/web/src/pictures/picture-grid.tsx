import { useState } from 'react';
import { Button, GridLayout, ListBox, ListBoxItem, Size, Virtualizer, type Selection } from 'react-aria-components';
import type { PictureClass } from '../project/project.js';
import { texts } from '../texts.js';
import { Thumbnail } from './thumbnail.js';

interface PictureGridProps {
  readonly shown: PictureClass;
  readonly disabled: boolean;
  readonly onDelete: (ids: ReadonlySet<number>) => void;
  readonly onClose: () => void;
}

/** Of the size that their column gives them: to measure each would lay the page out anew for each. */
const squares = { minItemSize: new Size(104, 104), minSpace: new Size(8, 8), preserveAspectRatio: true };

/** All pictures of a class, to be looked through and weeded. */
export function PictureGrid({ shown, disabled, onDelete, onClose }: PictureGridProps) {
  const [selection, setSelection] = useState<Selection>(new Set());
  const ids = new Set(
    selection === 'all' ? shown.pictures.map(({ id }) => id) : [...selection].map((key) => Number(key)),
  );
  return (
    <div className="pictures">
      <h3 id="grid-heading">{texts.classes.grid(shown.name)}</h3>
      <Virtualizer layout={GridLayout} layoutOptions={squares}>
        {/* A GridList goes through all of its items for each that it shows. */}
        <ListBox
          layout="grid"
          className="grid"
          aria-labelledby="grid-heading"
          selectionMode={disabled ? 'none' : 'multiple'}
          selectedKeys={selection}
          onSelectionChange={setSelection}
          items={shown.pictures}
        >
          {({ id, name, file, problem }) => (
            <ListBoxItem
              id={id}
              textValue={name}
              aria-label={name}
              {...(problem !== undefined && { className: 'problem' })}
            >
              {/* Decoding what is broken or huge would cost memory for nothing. */}
              <Thumbnail file={problem === undefined ? file : undefined} />
            </ListBoxItem>
          )}
        </ListBox>
      </Virtualizer>
      <div className="actions">
        <Button
          isDisabled={disabled || ids.size === 0}
          onPress={() => {
            onDelete(ids);
            setSelection(new Set());
          }}
        >
          {texts.classes.removePictures(ids.size)}
        </Button>
        <Button onPress={onClose}>{texts.classes.close}</Button>
      </div>
    </div>
  );
}
