import { useEffect, useRef, useState } from 'react';
import { FieldError, Input, TextField } from 'react-aria-components';
import { texts } from '../texts.js';

interface ClassNameProps {
  readonly name: string;
  readonly disabled: boolean;
  /** Whether it was just made, and its name is to be written. */
  readonly fresh: boolean;
  readonly onRename: (name: string) => void;
}

/** The name of a class as a field; it changes once the field is left, or with Enter. */
export function ClassName({ name, disabled, fresh, onRename }: ClassNameProps) {
  const [draft, setDraft] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!fresh) return;
    input.current?.focus();
    input.current?.select();
  }, [fresh]);
  const value = draft ?? name;
  const problem = problemOf(value.trim(), draft === undefined);
  const finish = (): void => {
    setDraft(undefined);
    if (problem === undefined && value.trim() !== name) onRename(value.trim().normalize('NFC'));
  };
  return (
    <TextField
      aria-label={texts.classes.rename(name)}
      value={value}
      isDisabled={disabled}
      isInvalid={problem !== undefined}
      onChange={setDraft}
      onBlur={finish}
      onKeyDown={({ key }) => {
        if (key === 'Enter') finish();
        if (key === 'Escape') setDraft(undefined);
      }}
    >
      <Input ref={input} />
      <FieldError>{problem}</FieldError>
    </TextField>
  );
}

/** Of characters: more would fill the page, and a folder's name is as long as that at most on some systems. */
const LONGEST = 100;

/**
 * Why a folder cannot have that name, on any system, or be a class.
 *
 * @param given whether it came so with its pictures: then only what stops a training is wrong
 */
function problemOf(name: string, given: boolean): string | undefined {
  if (name.toLowerCase() === 'train') return texts.classes.trainName;
  if (given) return undefined;
  if (name === '' || name.startsWith('.') || name.endsWith('.')) return texts.classes.badName;
  const [sign] = /[/\\:*?"<>|]/.exec(name) ?? [];
  if (sign !== undefined) return texts.classes.badSign(sign);
  return [...name].length > LONGEST ? texts.classes.longName(LONGEST) : undefined;
}
