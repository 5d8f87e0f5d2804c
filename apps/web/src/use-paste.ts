import { useEffect, type RefObject } from 'react';

/** What takes files that are pasted. */
interface PasteTarget {
  readonly section: RefObject<HTMLElement | null>;
  readonly take: (files: readonly File[], focused: Element | null) => void;
}

const targets = new Set<PasteTarget>();

/**
 * Takes files that are pasted, as pictures are: those go to the section that has the focus, else to the last on the page that is
 * shown.
 *
 * @param take is given the files, and the element that has the focus
 */
export function usePaste(section: PasteTarget['section'], take: PasteTarget['take']): void {
  useEffect(() => {
    const target = { section, take };
    targets.add(target);
    if (targets.size === 1) document.addEventListener('paste', paste);
    return () => {
      targets.delete(target);
      if (targets.size === 0) document.removeEventListener('paste', paste);
    };
  }, [section, take]);
}

function paste({ target, clipboardData }: ClipboardEvent): void {
  const files = [...(clipboardData?.files ?? [])];
  if (files.length === 0) return;
  const focused = target instanceof Element ? target : null;
  const shown = [...targets]
    .flatMap(({ section: { current }, take }) => (current === null ? [] : [{ section: current, take }]))
    .filter(({ section }) => section.offsetParent !== null)
    .sort((a, b) => (a.section.compareDocumentPosition(b.section) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const chosen = shown.find(({ section }) => section.contains(focused)) ?? shown.at(-1);
  chosen?.take(files, focused);
}
