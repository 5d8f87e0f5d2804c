import { ToggleButton } from 'react-aria-components';
import { texts } from '../texts.js';

/** Of the matrix: a true label and an answer, by index. */
export interface Cell {
  readonly truth: number;
  readonly answer: number;
}

interface ConfusionMatrixProps {
  readonly labels: readonly string[];
  /** Rows: the true label; columns: the answer, the last of them undecided. */
  readonly counts: readonly (readonly number[])[];
  readonly selected: Cell | undefined;
  readonly onSelect: (cell: Cell | undefined) => void;
}

/** Who was taken for what; pressing a number shows its pictures. */
export function ConfusionMatrix({ labels, counts, selected, onSelect }: ConfusionMatrixProps) {
  const hasUndecided = counts.some((row) => (row[labels.length] ?? 0) > 0);
  const columns = hasUndecided ? [...labels, texts.results.undecided] : labels;
  return (
    <div className="scroll" role="group" tabIndex={0} aria-label={texts.results.confusion}>
      <table className="confusion">
        <caption>{texts.results.confusion}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.results.truth}</th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, truth) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {columns.map((name, answer) => {
                const pictures = counts[truth]?.[answer] ?? 0;
                return (
                  <td key={name} className={truth === answer ? 'right' : undefined}>
                    <ToggleButton
                      isDisabled={pictures === 0}
                      isSelected={selected?.truth === truth && selected.answer === answer}
                      onChange={(on) => onSelect(on ? { truth, answer } : undefined)}
                      aria-label={texts.results.cell(pictures, label, name)}
                    >
                      {pictures}
                    </ToggleButton>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
