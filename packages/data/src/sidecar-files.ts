import type { DatasetNote } from '@graftjs/core';

/** Endings of what commonly lies beside pictures and is none: labels, annotations, lists, notes. */
const endings = [
  'txt',
  'json',
  'jsonl',
  'xml',
  'csv',
  'tsv',
  'yaml',
  'yml',
  'md',
  'html',
  'log',
  'ini',
  'db',
  'xmp',
  'aae',
];

/** Whether a file is, by the ending of its name, something beside the pictures and no picture that is broken. */
export function isSidecar(path: string): boolean {
  const [, ending] = /\.([^./]+)$/.exec(path) ?? [];
  return ending !== undefined && endings.includes(ending.toLowerCase());
}

/** Says once what was set aside. */
export function noteSidecars(paths: readonly string[]): DatasetNote[] {
  if (paths.length === 0) return [];
  const [files, are] = paths.length === 1 ? ['file', 'is no picture'] : ['files', 'are no pictures'];
  const shown = `${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''}`;
  const message = `${paths.length} ${files} beside the pictures ${are}, by name, and left out: ${shown}`;
  return [{ code: 'sidecar-files', message, ids: paths }];
}
