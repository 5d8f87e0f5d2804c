import type { GraftError, Json } from '@graftjs/core';
import { canonicalJson } from '@graftjs/core';
import * as v from 'valibot';

/** The error for a record that is not valid, with the reason, which ends without a full stop. */
export type Invalid = (reason: string) => GraftError;

/** Parses the JSON of a record in a file's metadata; what it holds is for `checkRecord` to see. */
export function parseRecordJson(text: string, invalid: Invalid): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') throw new ForbiddenKey();
      return value;
    });
  } catch (error) {
    if (error instanceof ForbiddenKey) {
      throw invalid('it has a member "__proto__", which could change what objects in a program are');
    }
    throw invalid(`its JSON cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

/**
 * Trusts nothing in a record: every member is known, present and of its type.
 *
 * @param text what `value` was parsed from
 * @returns the value, by the schema's type
 */
export function checkRecord<Schema extends v.GenericSchema>(
  text: string,
  value: unknown,
  schema: Schema,
  invalid: Invalid,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'its JSON'}: ${issue.message}`);
  }
  // Catches what JSON.parse and validation drop without a word: a key given twice, a member named "constructor".
  if (!isCanonical(text, parsed.output, invalid)) {
    throw invalid('it has members that do not belong there, or is not written in canonical order');
  }
  return parsed.output;
}

class ForbiddenKey extends Error {}

function isCanonical(text: string, record: unknown, invalid: Invalid): boolean {
  try {
    return canonicalJson(record as Json) === text;
  } catch (error) {
    if (error instanceof RangeError) throw invalid('it is nested too deeply');
    throw error;
  }
}
