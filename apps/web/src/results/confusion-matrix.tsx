import { ToggleButton } from 'react-aria-components';
import { texts } from '../texts.js';
import type { Judged } from './judge-answers.js';

/** Of the matrix: a true label and an answer, by index. */
export interface Cell {
  readonly truth: number;
  /** Undefined: left undecided. */
  readonly answer: number | undefined;
}

interface ConfusionMatrixProps {
  readonly labels: readonly string[];
  readonly judged: readonly Judged[];
  readonly selected: Cell | undefined;
  readonly onSelect: (cell: Cell | undefined) => void;
}

/** Who was taken for what; pressing a number shows its pictures. */
export function ConfusionMatrix({ labels, judged, selected, onSelect }: ConfusionMatrixProps) {
  const hasUndecided = judged.some(({ answer }) => answer === undefined);
  const columns: { readonly name: string; readonly answer: number | undefined }[] = [
    ...labels.map((name, answer) => ({ name, answer })),
    ...(hasUndecided ? [{ name: texts.results.undecided, answer: undefined }] : []),
  ];
  return (
    <div className="scroll" role="group" tabIndex={0} aria-label={texts.results.confusion}>
      <table className="confusion">
        <caption>{texts.results.confusion}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.results.truth}</th>
            {columns.map(({ name, answer }) => (
              <th key={answer ?? 'undecided'} scope="col">
                <span className="name">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, truth) => (
            <tr key={label}>
              <th scope="row">
                <span className="name">{label}</span>
              </th>
              {columns.map(({ name, answer }) => {
                const pictures = judged.filter((one) => one.truth === truth && one.answer === answer).length;
                return (
                  <td key={answer ?? 'undecided'} className={truth === answer ? 'right' : undefined}>
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
