import { useEffect, type RefObject } from 'react';

const FOCUSABLE =
  'button:not(:disabled), input:not(:disabled), select:not(:disabled), a[href], [tabindex]:not([tabindex="-1"], :disabled)';

/** What had the focus, and where it stood: once it is gone, nothing tells. */
interface Holder {
  readonly element: Element;
  /** From the innermost on: what stood around it, and the place of what it stood in there. */
  readonly places: readonly { readonly around: Element; readonly index: number }[];
  /** Ids of what opened the parts of the page that it was in, from the innermost on. */
  readonly openers: readonly string[];
}

/**
 * Hands the focus on where what had it is removed or can no longer be used; it would begin at the top of the page again. Its heir
 * is what opened the part that it was in, by `data-opener`, an id; else what took its place, or stands beside it, in the innermost
 * part that is left; at last the heading of its section.
 */
export function useHeirs(page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = page.current;
    if (root === null) return;
    let holder: Holder | undefined;
    let isWaiting = false;
    const leave = new AbortController();
    const { signal } = leave;
    const remember = ({ target }: Event): void => {
      isWaiting = false;
      holder = target instanceof Element && root.contains(target) ? describeHolder(target, root) : undefined;
    };
    document.addEventListener('focusin', remember, { signal });
    // Who presses on nothing wants the focus nowhere.
    document.addEventListener('pointerdown', () => (holder = undefined), { signal, capture: true });
    const observer = new MutationObserver(() => {
      if (holder === undefined || isElsewhere(holder)) return;
      const isGone = !holder.element.isConnected;
      const isOff = holder.element.matches(':disabled');
      if (isGone || isOff) {
        const heir = isGone ? findHeir(holder) : findBeside(holder);
        isWaiting = heir === undefined;
        if (heir) heir.focus();
        else if (isGone) holder = undefined;
      } else if (isWaiting && holder.element instanceof HTMLElement) holder.element.focus();
    });
    observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
    signal.addEventListener('abort', () => observer.disconnect());
    return () => leave.abort();
  }, [page]);
}

function describeHolder(element: Element, root: Element): Holder {
  const places: { around: Element; index: number }[] = [];
  const openers: string[] = [];
  for (let inner = element; inner !== root && inner.parentElement; inner = inner.parentElement) {
    places.push({ around: inner.parentElement, index: [...inner.parentElement.children].indexOf(inner) });
    const opener = inner instanceof HTMLElement ? inner.dataset['opener'] : undefined;
    if (opener !== undefined) openers.push(opener);
  }
  return { element, places, openers };
}

function isElsewhere({ element }: Holder): boolean {
  const { activeElement } = document;
  return activeElement !== null && activeElement !== document.body && activeElement !== element;
}

function findHeir({ places, openers }: Holder): HTMLElement | undefined {
  for (const id of openers) {
    const opener = document.getElementById(id);
    if (opener && canHave(opener)) return opener;
  }
  for (const { around, index } of places) {
    if (!around.isConnected) continue;
    const found = findIn(around, index);
    if (found) return found;
    if (!around.matches('section')) continue;
    const heading = around.querySelector<HTMLElement>('h2');
    heading?.setAttribute('tabindex', '-1');
    if (heading) return heading;
  }
  return undefined;
}

/** Of what can be used again soon, only a neighbour is the heir: else it has the focus again itself. */
function findBeside({ places: [place] }: Holder): HTMLElement | undefined {
  return place && findIn(place.around, place.index);
}

/** From a place on, else the nearest before it. */
function findIn(around: Element, index: number): HTMLElement | undefined {
  const children = [...around.children];
  for (const child of [...children.slice(index), ...children.slice(0, index).reverse()]) {
    const found = [child, ...child.querySelectorAll(FOCUSABLE)].find((one) => one.matches(FOCUSABLE) && canHave(one));
    if (found instanceof HTMLElement) return found;
  }
  return undefined;
}

function canHave(element: Element): boolean {
  return element.checkVisibility() && !element.matches(':disabled') && element.closest('[inert]') === null;
}
