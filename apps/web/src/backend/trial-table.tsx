import type { BackendTrial } from '@graftjs/engines/choose-backend';
import { texts } from '../texts.js';

interface TrialTableProps {
  readonly trials: readonly BackendTrial[];
  readonly nameOf: (name: string) => string;
}

/** How each backend did, or why it may not run. */
export function TrialTable({ trials, nameOf }: TrialTableProps) {
  return (
    <div className="scroll" role="group" tabIndex={0} aria-label={texts.backend.table}>
      <table className="trials">
        <caption>{texts.backend.table}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="name">{texts.backend.name}</span>
            </th>
            <th scope="col">{texts.backend.device}</th>
            <th scope="col" className="number">
              {texts.backend.perSecond}
            </th>
            <th scope="col" className="number">
              {texts.backend.first}
            </th>
          </tr>
        </thead>
        <tbody>
          {trials.map(({ name, device, perSecond, firstSeconds, problem }) => (
            <tr key={name}>
              <th scope="row">
                <span className="name">{nameOf(name)}</span>
              </th>
              {problem === undefined ? (
                <>
                  <td>{device}</td>
                  <td className="number">{perSecond !== undefined && texts.backend.rate(perSecond)}</td>
                  <td className="number">{firstSeconds !== undefined && texts.backend.seconds(firstSeconds)}</td>
                </>
              ) : (
                <td colSpan={3}>{problem}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
