import { texts } from '../texts.js';
import type { Refusal } from '../workshop/workshop-api.js';
import { kinds, type Choice, type Kind } from './choices.js';
import { ChoiceField, TypedField } from './option-field.js';
import { optionValues } from './option-values.js';

interface PluginFieldProps {
  readonly kind: Kind;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly disabled: boolean;
  readonly refusal: Refusal | undefined;
  /** Options beside those of the plugin. */
  readonly more?: readonly string[];
}

/** A plugin of a kind, and its options. */
export function PluginField({ kind, choice, onChange, disabled, refusal, more = [] }: PluginFieldProps) {
  const names = [...(kinds[kind][choice.name]?.options ?? []), ...more];
  const of = (field: string): string | undefined => (refusal?.field === field ? refusal.refusal : undefined);
  // What is said of an option that has no field here is said of the plugin.
  const isOfPlugin =
    refusal !== undefined &&
    (refusal.field === kind ||
      (refusal.field.startsWith(`${kind}.`) &&
        refusal.field !== 'backbone.file' &&
        !names.includes(refusal.field.slice(kind.length + 1))));
  return (
    <fieldset>
      <legend>{texts.choices.kinds[kind]}</legend>
      <ChoiceField
        label={texts.choices.which[kind]}
        value={choice.name}
        onChange={(name) => onChange({ ...choice, name })}
        disabled={disabled}
        refusal={isOfPlugin ? refusal.refusal : undefined}
        hint={texts.choices.about[choice.name]}
        values={Object.keys(kinds[kind]).map((name) => ({ value: name, label: texts.choices.names[name] ?? name }))}
      />
      {names.map((name) => {
        const field = {
          label: texts.choices.options[name] ?? name,
          value: choice.options[name] ?? '',
          onChange: (value: string) => onChange({ ...choice, options: { ...choice.options, [name]: value } }),
          disabled,
          refusal: of(`${kind}.${name}`),
          hint: texts.choices.hints[name],
        };
        const words = optionValues[name];
        if (words === undefined) return <TypedField key={name} {...field} />;
        const values = [
          { value: '', label: texts.choices.usual },
          ...words.map((word) => ({ value: word, label: word })),
        ];
        return <ChoiceField key={name} {...field} values={values} />;
      })}
    </fieldset>
  );
}
