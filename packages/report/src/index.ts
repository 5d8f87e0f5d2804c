export { formatReport } from './format-report.js';
export { listMostWrong } from './most-wrong.js';
export type { Mistake } from './most-wrong.js';
export type { PredictionFacts, ReportFacts, SplitFacts } from './report-facts.js';
