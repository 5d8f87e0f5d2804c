import type { Json } from '@graftjs/core';
import { canonicalJson, GraftError } from '@graftjs/core';
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
  const value = parseJson(text);
  const any = v.safeParse(anyBundleRecord, value);
  if (any.success && any.output.format > BUNDLE_FORMAT) {
    throw new GraftError(
      'bundle-too-new',
      `This bundle has format ${any.output.format}, made by Graft ${any.output.versions['graft'] ?? '(unknown)'}; this is Graft ${version}, which reads format ${BUNDLE_FORMAT}. Update Graft to use it.`,
    );
  }
  const parsed = v.safeParse(bundleRecord, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'its JSON'}: ${issue.message}`);
  }
  // Catches what JSON.parse and validation drop without a word: a key given twice, a member named "constructor".
  if (!isCanonical(text, parsed.output)) {
    throw invalid('it has members that do not belong there, or is not written in canonical order');
  }
  return parsed.output;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__')
        throw invalid('it has a member "__proto__", which could change what objects in a program are');
      return value;
    });
  } catch (error) {
    if (error instanceof GraftError) throw error;
    throw invalid(`its JSON cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

function isCanonical(text: string, record: BundleRecord): boolean {
  try {
    return canonicalJson(record as unknown as Json) === text;
  } catch (error) {
    if (error instanceof RangeError) throw invalid('it is nested too deeply');
    throw error;
  }
}

function invalid(reason: string): GraftError {
  return new GraftError('bundle-invalid', `This bundle's description is not valid: ${reason}.`);
}
