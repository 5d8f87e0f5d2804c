import { useState } from 'react';
import { FieldError, Input, TextField } from 'react-aria-components';
import { texts } from '../texts.js';

interface ClassNameProps {
  readonly name: string;
  readonly disabled: boolean;
  readonly onRename: (name: string) => void;
}

/** The name of a class as a field; it changes once the field is left, or with Enter. */
export function ClassName({ name, disabled, onRename }: ClassNameProps) {
  const [draft, setDraft] = useState<string>();
  const value = draft ?? name;
  const bad = !isClassName(value);
  const finish = (): void => {
    setDraft(undefined);
    if (!bad && value.trim() !== name) onRename(value.trim().normalize('NFC'));
  };
  return (
    <TextField
      aria-label={texts.classes.rename(name)}
      value={value}
      isDisabled={disabled}
      isInvalid={bad}
      onChange={setDraft}
      onBlur={finish}
      onKeyDown={({ key }) => {
        if (key === 'Enter') finish();
        if (key === 'Escape') setDraft(undefined);
      }}
    >
      <Input />
      <FieldError>{texts.classes.badName}</FieldError>
    </TextField>
  );
}

/** Whether a folder could have that name, and be a class. */
function isClassName(name: string): boolean {
  const trimmed = name.trim();
  return trimmed !== '' && !trimmed.startsWith('.') && !trimmed.includes('/') && trimmed.toLowerCase() !== 'train';
}
