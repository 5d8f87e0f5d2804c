import type { Json } from '@graftjs/core';
import type { Problems } from './problems.js';

const LONGEST_NAME = 512;

/**
 * Whether a name may be used for a layer or model. Graft never makes paths of them, but other programs do.
 *
 * @param where what is named, for messages
 */
export function checkName(name: Json | undefined, where: string, problems: Problems): name is string {
  const shown = typeof name === 'string' && name.length > 80 ? `${name.slice(0, 80)}…` : name;
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME) {
    problems.add(
      'keras-invalid',
      `${where} has the name ${JSON.stringify(shown ?? null)}; it must be a text of 1 to ${LONGEST_NAME} characters`,
    );
    return false;
  }
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const escapes = /[\x00-\x1f\x7f\\]|^\/|\/$|^[A-Za-z]:|:\/\//.test(name) || name.split('/').includes('..');
  if (escapes || name === '__proto__') {
    problems.add('keras-path', `${where} has the name ${JSON.stringify(shown)}, which is a path or an address`);
    return false;
  }
  return true;
}
