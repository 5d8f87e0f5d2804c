import type { ReactNode } from 'react';
import { GridLayout, ListBox, ListBoxItem, Size, Virtualizer, type Key, type Selection } from 'react-aria-components';

interface Tile {
  readonly key: Key;
  /** What it is called where it is not seen. */
  readonly name: string;
  readonly content: ReactNode;
  readonly isBroken?: boolean;
}

interface TileGridProps<Item extends object> {
  readonly items: readonly Item[];
  readonly id: string;
  /** By the id of a heading. */
  readonly labelledBy: string;
  readonly layout: 'squares' | 'captioned';
  /** Memoized: the tiles that are shown are made anew where it is another. */
  readonly describe: (item: Item) => Tile;
  readonly selectionMode: 'none' | 'single' | 'multiple';
  readonly selected: Selection;
  readonly onSelect: (selected: Selection) => void;
}

/** Of the size that their column gives them: to measure each would lay the page out anew for each. */
const layouts = {
  squares: { minItemSize: new Size(104, 104), minSpace: new Size(8, 8), preserveAspectRatio: true },
  captioned: { minItemSize: new Size(120, 172), minSpace: new Size(8, 8) },
};

/** As many pictures need no room for a second row. */
const FEW = 3;

/** Pictures as tiles, thousands if need be, of which only those in sight are there; some can be selected. */
export function TileGrid<Item extends object>(props: TileGridProps<Item>) {
  const { id, items, labelledBy, layout, describe, selectionMode, selected, onSelect } = props;
  const isLow = layout === 'captioned' && items.length <= FEW;
  return (
    <Virtualizer layout={GridLayout} layoutOptions={layouts[layout]}>
      {/* A GridList goes through all of its items for each that it shows. */}
      <ListBox
        id={id}
        layout="grid"
        className={isLow ? 'grid few' : 'grid'}
        aria-labelledby={labelledBy}
        selectionMode={selectionMode}
        selectedKeys={selected}
        onSelectionChange={onSelect}
        items={items}
        dependencies={[describe]}
      >
        {(item) => {
          const { key, name, content, isBroken = false } = describe(item);
          return (
            <ListBoxItem id={key} textValue={name} aria-label={name} {...(isBroken && { className: 'problem' })}>
              {content}
            </ListBoxItem>
          );
        }}
      </ListBox>
    </Virtualizer>
  );
}
