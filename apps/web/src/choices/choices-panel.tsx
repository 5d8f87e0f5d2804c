import { useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { texts } from '../texts.js';
import { defaultChoices, kinds, type Choices } from './choices.js';
import { FileField } from './file-field.js';
import { ChoiceField, TypedField } from './option-field.js';
import { PluginField } from './plugin-field.js';
import type { Planned } from './use-plan.js';

interface ChoicesPanelProps {
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
  readonly planned: Planned;
  readonly disabled: boolean;
}

/** Everything that can be chosen, folded away: nobody has to. */
export function ChoicesPanel({ choices, onChange, planned, disabled }: ChoicesPanelProps) {
  const { plan, refusal } = planned;
  const [unfolded, setUnfolded] = useState(false);
  const change = (part: Partial<Choices>): void => onChange({ ...choices, ...part });
  const of = (field: string): string | undefined => (refusal?.field === field ? refusal.refusal : undefined);
  const wanted = kinds.backbone[choices.backbone.name]?.file;
  const cuts = (plan?.cuts ?? []).map(({ layer, shape }) => ({ value: layer, label: texts.choices.cut(layer, shape) }));
  // What is refused is not hidden.
  const isRefusedWithin = refusal !== undefined && refusal.field !== 'all';
  return (
    <Disclosure className="choices" isExpanded={unfolded || isRefusedWithin} onExpandedChange={setUnfolded}>
      <Heading level={3}>
        <Button slot="trigger">{texts.choices.heading}</Button>
      </Heading>
      <DisclosurePanel>
        <p className="hint">{texts.choices.hint}</p>
        <PluginField
          kind="backbone"
          choice={choices.backbone}
          // Another network has other cuts, and another file.
          onChange={(backbone) =>
            change(backbone.name === choices.backbone.name ? { backbone } : { backbone, cut: '', file: undefined })
          }
          disabled={disabled}
          refusal={refusal}
          more={['inputSize', 'dropLast']}
        />
        {wanted !== undefined && (
          <FileField
            wanted={wanted}
            file={choices.file}
            onChange={(file) => change({ file, cut: '' })}
            disabled={disabled}
            refusal={refusal}
          />
        )}
        <fieldset className="wide">
          <legend>{texts.choices.where}</legend>
          <ChoiceField
            label={texts.choices.cutLabel}
            value={choices.cut}
            onChange={(cut) => change({ cut })}
            disabled={disabled || plan === undefined}
            refusal={of('cut')}
            hint={choices.cut === '' ? plan?.reason : undefined}
            values={[{ value: '', label: texts.choices.bottleneck }, ...cuts]}
          />
        </fieldset>
        <PluginField
          kind="head"
          choice={choices.head}
          onChange={(head) => change({ head })}
          disabled={disabled}
          refusal={refusal}
        />
        <PluginField
          kind="freeze"
          choice={choices.freeze}
          onChange={(freeze) => change({ freeze })}
          disabled={disabled}
          refusal={refusal}
        />
        {plan !== undefined && <p className="hint">{texts.choices.blocks(plan.blocks)}</p>}
        <PluginField
          kind="augment"
          choice={choices.augment}
          onChange={(augment) => change({ augment })}
          disabled={disabled}
          refusal={refusal}
        />
        <fieldset>
          <legend>{texts.choices.run}</legend>
          {(['batchSize', 'seed'] as const).map((name) => (
            <TypedField
              key={name}
              label={texts.choices.options[name] ?? name}
              value={choices[name]}
              onChange={(value) => change({ [name]: value })}
              disabled={disabled}
              refusal={of(name)}
              hint={texts.choices.hints[name]}
            />
          ))}
        </fieldset>
        <Button isDisabled={disabled} onPress={() => onChange(defaultChoices)}>
          {texts.choices.reset}
        </Button>
      </DisclosurePanel>
    </Disclosure>
  );
}
