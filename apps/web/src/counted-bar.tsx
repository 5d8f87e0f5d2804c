import { Label, ProgressBar } from 'react-aria-components';

interface CountedBarProps {
  readonly label: string;
  /** What is said beneath it. */
  readonly words: string;
  readonly done: number;
  /** Undefined: nobody knows yet. */
  readonly total: number | undefined;
}

/** How far something is, as a bar and in words. */
export function CountedBar({ label, words, done, total }: CountedBarProps) {
  const counted = total !== undefined;
  return (
    <ProgressBar
      isIndeterminate={!counted}
      value={counted ? done : 0}
      maxValue={counted ? total : 1}
      valueLabel={words}
    >
      {({ percentage = 0, valueText }) => (
        <>
          <Label className="visually-hidden">{label}</Label>
          <progress aria-hidden="true" max={100} {...(counted && { value: percentage })} />
          <span className="words">{valueText ?? words}</span>
        </>
      )}
    </ProgressBar>
  );
}
