import { checkAugmentSpec, type AugmentSpec } from '@graftjs/images/augment-spec';
import { InvalidArgumentError } from 'commander';

/**
 * Reads what views of a picture may differ in: `flip=horizontal,shift=0.1,rotation=10`. A range that is not named is 0.
 *
 * @returns what was written, without defaults
 * @throws InvalidArgumentError for what are no pairs; GraftError 'unknown-option', 'bad-augmentation'
 */
export function augmentOption(text: string): AugmentSpec {
  const pairs = text.split(',').map((pair) => {
    const [name = '', value = '', ...rest] = pair.split('=').map((part) => part.trim());
    if (name === '' || value === '' || rest.length > 0) throw noPairs();
    return [name, Number.isNaN(Number(value)) ? value : Number(value)] as const;
  });
  const spec = Object.fromEntries(pairs);
  if (Object.keys(spec).length < pairs.length) throw noPairs();
  checkAugmentSpec(spec);
  return spec;
}

function noPairs(): InvalidArgumentError {
  return new InvalidArgumentError('It takes NAME=VALUE,… with each name once, such as flip=horizontal,shift=0.1.');
}
