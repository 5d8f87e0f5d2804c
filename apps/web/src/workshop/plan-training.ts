import { formatShape, GraftError, type Engine, type ImageInput } from '@graftjs/core';
import { listCuts } from '@graftjs/cut';
import { outlineFiles } from '@graftjs/data/image-files';
import { countParameters, priceRun, type Composition } from '@graftjs/train';
import { getBackend } from '@tensorflow/tfjs-core';
import { checkMemory } from './check-memory.js';
import { composeChoices, RefusedChoice } from './compose-choices.js';
import { divideBySeed } from './divide-by-seed.js';
import type { Plan, PlanOrder, PricedPlan, Refusal } from './workshop-api.js';

/** What a training would be, from shapes and paths alone; or why it cannot be. */
export async function planTraining(order: PlanOrder): Promise<Plan | Refusal> {
  return orRefusal(async () => {
    const composition = await composeOutline(order);
    const { trunk, recipe, blocks } = composition;
    const [, height = null, width = null] = recipe.backbone.network.inputs[0]?.shape ?? [];
    return {
      cuts: listCuts(recipe.backbone.network).map(({ layer, shape }) => ({ layer, shape: formatShape(shape) })),
      cut: trunk.cut,
      reason: trunk.reason,
      inputSize: [height, width].join(' x '),
      blocks: blocks.map(({ name }) => name),
      license: recipe.backbone.license,
      notes: (recipe.backbone.notes ?? []).map(({ message }) => message),
      parameters: countParameters(composition),
    };
  });
}

/** What it would cost, measured here; or why it cannot be. */
export async function priceTraining(
  order: PlanOrder,
  engine: Engine,
  signal: AbortSignal,
): Promise<PricedPlan | Refusal> {
  return orRefusal(async () => {
    const composition = await composeOutline(order);
    const warning = checkMemory(composition, { backend: getBackend(), parallel: engine.parallel });
    return { ...(await priceRun(composition, { engine, signal })), warning };
  });
}

async function composeOutline(order: PlanOrder): Promise<Composition<ImageInput>> {
  // One picture stands for all: they take about as long to decode.
  const files = order.paths.map((path) => ({ path, blob: order.sample }));
  const { data, seed } = await divideBySeed(order, files, outlineFiles);
  return composeChoices(order.choices, data, seed);
}

async function orRefusal<Answer>(work: () => Promise<Answer>): Promise<Answer | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedChoice) return { field: error.field, refusal: error.message, link: error.link };
    if (error instanceof GraftError) return { field: 'all', refusal: error.message };
    throw error;
  }
}
