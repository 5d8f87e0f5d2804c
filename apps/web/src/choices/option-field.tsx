import { useId } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { texts } from '../texts.js';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly disabled: boolean;
  /** Why the value cannot be. */
  readonly refusal?: string | undefined;
  readonly hint?: string | undefined;
}

interface ChoiceFieldProps extends FieldProps {
  readonly values: readonly { readonly value: string; readonly label: string }[];
}

/** A field that is typed into; what is empty is left to the package. */
export function TypedField({ label, value, onChange, disabled, refusal, hint }: FieldProps) {
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isDisabled={disabled}
      isInvalid={refusal !== undefined}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <Input placeholder={texts.choices.usual} autoComplete="off" spellCheck={false} />
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError>{refusal}</FieldError>
    </TextField>
  );
}

/** One out of several, by the browser's own control, which every machine has its way to use. */
export function ChoiceField({ label, value, onChange, disabled, refusal, hint, values }: ChoiceFieldProps) {
  const id = useId();
  const about = [...(hint === undefined ? [] : [`${id}-hint`]), ...(refusal === undefined ? [] : [`${id}-refusal`])];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        aria-invalid={refusal !== undefined}
        {...(about.length > 0 && { 'aria-describedby': about.join(' ') })}
        onChange={(event) => onChange(event.target.value)}
      >
        {values.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {refusal !== undefined && (
        <span id={`${id}-refusal`} className="problem">
          {refusal}
        </span>
      )}
    </div>
  );
}
