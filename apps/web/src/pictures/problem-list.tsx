import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { texts } from '../texts.js';

interface Problem {
  /** Of the picture. */
  readonly id: number;
  readonly name: string;
  readonly reason: string;
}

/** Files that are listed: a table of thousands would hold up the page. */
const MOST = 200;

interface ProblemListProps {
  readonly problems: readonly Problem[];
  readonly disabled: boolean;
  readonly onDelete: (ids: ReadonlySet<number>) => void;
}

/** Files that cannot be used, with the reasons, and a way to be rid of them. */
export function ProblemList({ problems, disabled, onDelete }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <Disclosure className="problems">
      <Heading level={3}>
        <Button slot="trigger">{texts.problems.heading(problems.length)}</Button>
      </Heading>
      <DisclosurePanel>
        <div className="scroll" role="group" tabIndex={0} aria-label={texts.problems.heading(problems.length)}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.problems.file}</th>
                <th scope="col">{texts.problems.reason}</th>
              </tr>
            </thead>
            <tbody>
              {problems.slice(0, MOST).map(({ id, name, reason }) => (
                <tr key={id}>
                  <td>{name}</td>
                  <td>{reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {problems.length > MOST && <p className="hint">{texts.problems.more(problems.length - MOST)}</p>}
        </div>
        <Button isDisabled={disabled} onPress={() => onDelete(new Set(problems.map(({ id }) => id)))}>
          {texts.problems.remove}
        </Button>
      </DisclosurePanel>
    </Disclosure>
  );
}
