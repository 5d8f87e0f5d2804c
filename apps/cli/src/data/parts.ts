/** What `graft evaluate --split` takes. By itself, so that `graft --help` loads no more. */
export const parts = ['train', 'validation', 'test', 'all'] as const;
export type Part = (typeof parts)[number];
