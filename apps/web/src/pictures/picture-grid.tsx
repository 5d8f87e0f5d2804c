import { useState } from 'react';
import { Button, type Selection } from 'react-aria-components';
import type { Picture, PictureClass } from '../project/project.js';
import { texts } from '../texts.js';
import { Thumbnail } from './thumbnail.js';
import { TileGrid } from './tile-grid.js';

interface PictureGridProps {
  readonly shown: PictureClass;
  readonly disabled: boolean;
  readonly onDelete: (ids: ReadonlySet<number>) => void;
  readonly onClose: () => void;
}

/** All pictures of a class, to be looked through and weeded. */
export function PictureGrid({ shown, disabled, onDelete, onClose }: PictureGridProps) {
  const [selection, setSelection] = useState<Selection>(new Set());
  const there = new Set(shown.pictures.map(({ id }) => id));
  // Some may be gone meanwhile.
  const ids = selection === 'all' ? there : new Set([...selection].map(Number).filter((id) => there.has(id)));
  const remove = (): void => {
    onDelete(ids);
    setSelection(new Set());
  };
  return (
    <div
      className="pictures"
      data-opener={`show-${shown.id}`}
      onKeyDown={({ key }) => {
        if ((key === 'Delete' || key === 'Backspace') && !disabled && ids.size > 0) remove();
      }}
    >
      <h3 id="grid-heading">{texts.classes.grid(shown.name)}</h3>
      <TileGrid
        id="pictures"
        items={shown.pictures}
        labelledBy="grid-heading"
        layout="squares"
        describe={describe}
        selectionMode={disabled ? 'none' : 'multiple'}
        selected={selection}
        onSelect={setSelection}
      />
      <div className="actions">
        <Button isDisabled={disabled || ids.size === 0} onPress={remove}>
          {texts.classes.removePictures(ids.size)}
        </Button>
        <Button onPress={onClose}>{texts.classes.close}</Button>
      </div>
    </div>
  );
}

function describe({ id, name, file, problem }: Picture) {
  if (problem === undefined) return { key: id, name, content: <Thumbnail file={file} /> };
  // Decoding what is broken or huge would cost memory for nothing.
  return {
    key: id,
    name: texts.problems.unusable(name, problem),
    content: <Thumbnail file={undefined} />,
    isBroken: true,
  };
}
