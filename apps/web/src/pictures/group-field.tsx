import { groupByPattern } from '@graftjs/data/group-by-pattern';
import { useMemo, useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { ChoiceField } from '../choices/option-field.js';
import { messageOf } from '../message-of.js';
import { countGrouped } from '../project/group-pattern.js';
import { hasSplits, type Project } from '../project/project.js';
import { texts } from '../texts.js';

/** Patterns for whoever writes none. */
const patterns = {
  none: undefined,
  beginning: String.raw`([^/]+)[-_ ][^/]*$`,
} as const;

type Way = keyof typeof patterns | 'pattern';

interface GroupFieldProps {
  readonly project: Project;
  readonly disabled: boolean;
  readonly onChange: (groupBy: string | undefined) => void;
}

/** Which pictures belong together, of one patient or one scene: they are never divided between training and test. */
export function GroupField({ project, disabled, onChange }: GroupFieldProps) {
  const { groupBy } = project;
  const [isWritten, setWritten] = useState(false);
  const way = isWritten ? 'pattern' : wayOf(groupBy);
  const isDivided = useMemo(() => hasSplits(project), [project]);
  const { groups, pictures } = useMemo(() => countGrouped(project), [project]);
  return (
    <div className="group">
      <ChoiceField
        label={texts.groups.label}
        value={way}
        disabled={disabled}
        values={Object.entries(texts.groups.ways).map(([value, label]) => ({ value, label }))}
        onChange={(chosen) => {
          setWritten(chosen === 'pattern');
          if (chosen === 'none' || chosen === 'beginning') onChange(patterns[chosen]);
        }}
      />
      {way === 'pattern' && (
        <PatternField
          pattern={groupBy ?? ''}
          disabled={disabled}
          onChange={(pattern) => {
            // From now on the project says which way it is, also after that is undone.
            setWritten(false);
            onChange(pattern);
          }}
        />
      )}
      <p className="hint" role="status">
        {groups > 0
          ? (isDivided ? texts.groups.foundDivided : texts.groups.found)(groups, pictures)
          : groupBy === undefined
            ? texts.groups.about
            : texts.groups.none}
      </p>
    </div>
  );
}

interface PatternFieldProps {
  readonly pattern: string;
  readonly disabled: boolean;
  readonly onChange: (pattern: string | undefined) => void;
}

/** A regular expression; it counts once the field is left, or with Enter. */
function PatternField({ pattern, disabled, onChange }: PatternFieldProps) {
  const [draft, setDraft] = useState<{ readonly of: string; readonly text: string }>();
  // What was written over another pattern is void once that was undone, or another project opened.
  const value = draft?.of === pattern ? draft.text : pattern;
  const problem = value === '' ? undefined : problemOf(value);
  const finish = (): void => {
    if (problem !== undefined) return;
    setDraft(undefined);
    if (value !== pattern) onChange(value === '' ? undefined : value);
  };
  return (
    <TextField
      className="field"
      value={value}
      isDisabled={disabled}
      isInvalid={problem !== undefined}
      onChange={(text) => setDraft({ of: pattern, text })}
      onBlur={finish}
      onKeyDown={({ key }) => {
        if (key === 'Enter') finish();
        if (key === 'Escape') setDraft(undefined);
      }}
    >
      <Label>{texts.groups.pattern}</Label>
      <Input spellCheck="false" autoComplete="off" />
      <Text slot="description" className="hint">
        {texts.groups.example}
      </Text>
      <FieldError>{problem}</FieldError>
    </TextField>
  );
}

function wayOf(groupBy: string | undefined): Way {
  if (groupBy === undefined) return 'none';
  return groupBy === patterns.beginning ? 'beginning' : 'pattern';
}

function problemOf(pattern: string): string | undefined {
  try {
    groupByPattern(pattern);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
