import type { HostTensor } from '@graftjs/core';

/** A weight's name in two parts. */
interface Place {
  readonly layer: string;
  readonly role: string;
}

/**
 * Gives tensors the names that a network has for its weights, `layer/role`, where Keras wrote them otherwise: with the
 * layer's name twice and the output's number (`conv/conv/kernel:0`), below a model's name, with roles of long ago
 * (`depthwise_kernel`, `conv_W_1`), and with layers that are numbered by creation (`conv2d_94` to `conv2d_187` in the second
 * InceptionV3 of a session). Numbered layers are taken in their order, where a file has as many of a type as the network; shapes are checked by
 * `fillWeights`.
 *
 * @param wanted names of the network's weights
 * @param aliases layers that the file calls otherwise: its name to the network's
 * @returns the tensors, renamed where that gives a name that is wanted; anything else keeps its name
 */
export function nameWeights(
  wanted: Iterable<string>,
  tensors: ReadonlyMap<string, HostTensor>,
  aliases: Readonly<Record<string, string>> = {},
): Map<string, HostTensor> {
  const names = new Set(wanted);
  const places = new Map([...tensors.keys()].map((name) => [name, placeOf(name)]));
  const layersOf = (all: Iterable<Place | undefined>): Set<string> =>
    new Set([...all].flatMap((place) => (place === undefined ? [] : [place.layer])));
  const renumbered = renumber(layersOf(places.values()), layersOf([...names].map(placeOf)));

  const renamed = new Map<string, HostTensor>();
  for (const [name, tensor] of tensors) {
    const place = places.get(name);
    const layer =
      place &&
      (renumbered.get(place.layer) ?? (Object.hasOwn(aliases, place.layer) ? aliases[place.layer] : place.layer));
    const other = `${layer ?? ''}/${place?.role ?? ''}`;
    // Two tensors for one weight: the second keeps its name, and is reported.
    renamed.set(names.has(other) && !renamed.has(other) ? other : name, tensor);
  }
  return renamed;
}

function placeOf(name: string): Place | undefined {
  const [role, layer] = name.replace(/:\d+$/, '').split('/').reverse();
  if (role === undefined || layer === undefined) return undefined;
  if (role === 'depthwise_kernel' || /_W(_\d+)?$/.test(role)) return { layer, role: 'kernel' };
  return { layer, role: /_b(_\d+)?$/.test(role) ? 'bias' : role };
}

/** From the layers of a file to those of a network that have other numbers, type by type and in order. */
function renumber(found: ReadonlySet<string>, wanted: ReadonlySet<string>): Map<string, string> {
  const wantedByType = groupByType(wanted);
  const pairs = [...groupByType(found)].flatMap(([type, layers]): [string, string][] => {
    const others = wantedByType.get(type) ?? [];
    if (others.length !== layers.length || layers.every((layer) => wanted.has(layer))) return [];
    return layers.map((layer, index) => [layer, others[index] ?? layer]);
  });
  return new Map(pairs);
}

/** `conv2d`, `conv2d_1`, `conv2d_2`, … below `conv2d`, in the order of their numbers. */
function groupByType(layers: Iterable<string>): Map<string, string[]> {
  const numbered = [...layers].map((layer) => {
    const [, type = layer, number = '0'] = /^(.*?)_(\d+)$/.exec(layer) ?? [];
    return { layer, type, number: Number(number) };
  });
  const groups = new Map<string, string[]>();
  for (const { layer, type } of numbered.sort((a, b) => a.number - b.number)) {
    groups.set(type, [...(groups.get(type) ?? []), layer]);
  }
  return groups;
}
