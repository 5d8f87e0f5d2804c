import type { Prediction } from '@graftjs/bundle';

/** Adds a row: the most likely label and its probability; all of them in the row's tooltip. */
export function showPrediction(name: string, prediction: Prediction, labels: readonly string[]): void {
  const probabilities = Object.fromEntries(
    labels.map((label, index) => [label, prediction.probabilities[index] ?? NaN]),
  );
  const ranked = Object.entries(probabilities).sort(([, a], [, b]) => b - a);
  const row = addRow(name, prediction.label, `${(prediction.probability * 100).toFixed(1)} %`);
  row.title = ranked.map(([other, probability]) => `${other}: ${(probability * 100).toFixed(2)} %`).join('\n');
  row.dataset['probabilities'] = JSON.stringify(probabilities);
}

/** Adds a row that says why this picture could not be classified. */
export function showProblem(name: string, reason: string): void {
  addRow(name, reason, '').classList.add('problem');
}

function addRow(...texts: readonly string[]): HTMLTableRowElement {
  const body = document.getElementById('results') as HTMLTableSectionElement;
  const table = body.closest('table');
  if (table) table.hidden = false;
  const row = body.insertRow();
  for (const text of texts) row.insertCell().textContent = text;
  return row;
}
