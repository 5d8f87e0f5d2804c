import { texts } from '../texts.js';
import type { Planned } from './use-plan.js';

/** What a training would be and cost, before it begins; or why it cannot be. */
export function PlanSummary({ planned: { plan, price, refusal } }: { readonly planned: Planned }) {
  if (refusal !== undefined) {
    return <p className="problem">{refusal.field === 'all' ? refusal.refusal : texts.choices.refused}</p>;
  }
  if (plan === undefined) return null;
  const { total, trainable } = plan.parameters;
  const rows = [
    [texts.plan.parameters, texts.plan.number(total)],
    [texts.plan.frozen, texts.plan.number(total - trainable)],
    [texts.plan.trainable, texts.plan.number(trainable)],
    [
      texts.plan.time,
      price === undefined ? texts.plan.measuring : texts.plan.seconds(price.featureSeconds, price.stepSeconds),
    ],
    [texts.plan.memory, price === undefined ? texts.plan.measuring : texts.plan.bytes(price.bytes)],
  ];
  return (
    <>
      <dl className="plan" aria-label={texts.plan.label}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {price?.warning !== undefined && <p className="problem">{price.warning}</p>}
      <p className="hint">{texts.plan.rough}</p>
      {plan.notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
    </>
  );
}
