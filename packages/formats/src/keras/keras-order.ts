/**
 * The roles of a layer in the order in which Keras numbers its weights: those that train first, else as the layer table has
 * them.
 */
export function rolesInOrder<Role extends { readonly trainable: boolean }>(
  roles: Readonly<Record<string, Role>>,
): readonly (readonly [string, Role])[] {
  const all = Object.entries(roles);
  return [...all.filter(([, { trainable }]) => trainable), ...all.filter(([, { trainable }]) => !trainable)];
}
