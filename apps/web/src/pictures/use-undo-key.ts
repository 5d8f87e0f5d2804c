import { useEffect, type RefObject } from 'react';

/** Inputs in which the keys take back what was typed. */
const TYPED = 'input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea, [contenteditable]';

/**
 * Undoes with Ctrl+Z, or Command+Z, wherever on the page nobody types, while the section is shown.
 *
 * @param undo undefined: nothing can be undone
 */
export function useUndoKey(section: RefObject<HTMLElement | null>, undo: (() => void) | undefined): void {
  useEffect(() => {
    if (undo === undefined) return;
    const press = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
      if (key.toLowerCase() !== 'z' || !(ctrlKey || metaKey) || shiftKey || altKey) return;
      if ((target instanceof Element && target.closest(TYPED)) || section.current?.offsetParent === null) return;
      event.preventDefault();
      undo();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [section, undo]);
}
