import { GraftError } from '@graftjs/core';
import { checkRecord, parseRecordJson } from '@graftjs/formats/network-file/json-record';
import * as v from 'valibot';
import type { BundleRecord } from './bundle-record.js';
import { anyBundleRecord, BUNDLE_FORMAT, bundleRecord } from './bundle-record.js';
import { version } from './version.js';

/**
 * Reads the JSON of a bundle and trusts nothing in it: every member is known, present and of its type.
 *
 * @throws GraftError 'bundle-too-new', 'bundle-invalid'
 */
export function parseRecord(text: string): BundleRecord {
  const value = parseRecordJson(text, invalid);
  const any = v.safeParse(anyBundleRecord, value);
  if (any.success && any.output.format > BUNDLE_FORMAT) {
    throw new GraftError(
      'bundle-too-new',
      `This bundle has format ${any.output.format}, made by Graft ${any.output.versions['graft'] ?? '(unknown)'}; this is Graft ${version}, which reads format ${BUNDLE_FORMAT}. Update Graft to use it.`,
    );
  }
  return checkRecord(text, value, bundleRecord, invalid);
}

function invalid(reason: string): GraftError {
  return new GraftError('bundle-invalid', `This bundle's description is not valid: ${reason}.`);
}
