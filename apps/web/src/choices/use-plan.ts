import { useEffect, useState } from 'react';
import { messageOf } from '../message-of.js';
import { groupPattern } from '../project/group-pattern.js';
import { picturesByPath, type Project } from '../project/project.js';
import { workshop } from '../workshop/start-workshop.js';
import type { Plan, PlanOrder, PricedPlan, Refusal } from '../workshop/workshop-api.js';
import type { Choices } from './choices.js';

/** Milliseconds after the last change: nobody wants a price for every letter typed. */
const PATIENCE = 400;

/** What is known of a training that has not begun. */
export interface Planned {
  /** Of the last choices that could be. */
  readonly plan?: Plan | undefined;
  /** Of the choices as they are. */
  readonly price?: PricedPlan | undefined;
  readonly refusal?: Refusal | undefined;
}

/**
 * Plans a training again whenever pictures or choices change, and then measures what it would cost.
 *
 * @param idle whether there is something to plan, and nothing else under way
 */
export function usePlan(project: Project, choices: Choices, idle: boolean): Planned {
  const [planned, setPlanned] = useState<Planned>({});
  useEffect(() => {
    if (!idle) return;
    let outdated = false;
    const timer = setTimeout(() => {
      void plan(orderOf(project, choices), (change) => {
        if (!outdated) setPlanned(change);
        return !outdated;
      });
    }, PATIENCE);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [project, choices, idle]);
  return planned;
}

type Tell = (change: (before: Planned) => Planned) => boolean;

async function plan(order: PlanOrder | undefined, tell: Tell): Promise<void> {
  if (order === undefined) return;
  try {
    const found = await workshop().plan(order);
    if ('refusal' in found) {
      tell(({ plan: last }) => ({ plan: last, refusal: found }));
      return;
    }
    if (!tell(() => ({ plan: found }))) return;
    const price = await workshop().price(order);
    if (price === undefined) return;
    tell(() => ('refusal' in price ? { plan: found, refusal: price } : { plan: found, price }));
  } catch (error) {
    tell(({ plan: last }) => ({ plan: last, refusal: { field: 'all', refusal: messageOf(error) } }));
  }
}

function orderOf(project: Project, choices: Choices): PlanOrder | undefined {
  const pictures = picturesByPath(project);
  const [sample] = pictures.values();
  if (sample === undefined) return undefined;
  return {
    name: project.name,
    groupBy: groupPattern(project),
    choices,
    paths: [...pictures.keys()],
    sample: sample.file,
  };
}
