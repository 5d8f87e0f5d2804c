import type { Metrics } from '@graftjs/train';
import { texts } from '../texts.js';

type Estimate = Metrics['accuracy'];

/** The figures of an evaluation, with their intervals. */
export function FigureTable({ metrics }: { readonly metrics: Metrics }) {
  const { accuracy, balancedAccuracy, auc, logLoss, majorityRate } = metrics;
  const rows = [
    [texts.results.accuracy, format(accuracy, texts.percent)],
    [texts.results.balancedAccuracy, format(balancedAccuracy, texts.percent)],
    [texts.results.auc, auc === null ? texts.results.undefined : format(auc, decimals)],
    [texts.results.logLoss, format(logLoss, decimals)],
    [texts.results.majority, texts.percent(majorityRate)],
  ];
  return (
    <table className="figures" aria-label={texts.results.figures}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{texts.results.figure}</th>
          <th scope="col">{texts.results.value}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="number">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function format({ value, low, high }: Estimate, write: (value: number) => string): string {
  return texts.interval(write(value), write(low), write(high));
}

function decimals(value: number): string {
  return value.toFixed(3);
}
