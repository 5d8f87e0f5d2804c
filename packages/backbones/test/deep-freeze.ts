/** Freezes all that can be: everything but the elements of typed arrays. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  if (value instanceof Map) for (const inner of value.values()) deepFreeze(inner);
  return value;
}
