import { useId, useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { texts } from '../texts.js';
import { workshop } from '../workshop/start-workshop.js';
import type { BackendState } from '../workshop/workshop-api.js';
import { backendNames, type BackendName } from './backend-names.js';
import { backendState, wishBackend, listenToBackend } from './backend-link.js';
import { TrialTable } from './trial-table.js';

/** What the page computes on, how fast that is, and a choice. */
export function BackendSection() {
  const select = useId();
  const state = useSyncExternalStore(listenToBackend, backendState);
  const { trials, wished, now } = state;
  const busy = state.busy || now.kind === 'starting' || now.kind === 'measuring';
  const use = (name: string | undefined, known: BackendState['trials']): void =>
    wishBackend(workshop(), { name, trials: known });

  return (
    <section aria-labelledby="backend-heading" className="backend">
      <h2 id="backend-heading">{texts.backend.heading}</h2>
      <p>{texts.backend.about}</p>
      {state.lost.map(([name, reason]) => (
        <p key={name} role="alert">
          {texts.backend.lost(nameOf(name), sentence(reason))}
        </p>
      ))}
      <p role="status">{describe(state)}</p>
      {now.kind === 'running' && now.name === 'cpu' && <p className="hint">{texts.backend.slow}</p>}
      <div className="chosen">
        <label htmlFor={select}>{texts.backend.label}</label>
        <select
          id={select}
          value={wished ?? ''}
          disabled={busy}
          onChange={({ target }) => use(target.value || undefined, trials)}
        >
          <option value="">{texts.backend.fastest}</option>
          {backendNames.map((name) => (
            <option key={name} value={name}>
              {nameOf(name)}
            </option>
          ))}
        </select>
        <Button isDisabled={busy} onPress={() => use(undefined, [])}>
          {trials.length === 0 ? texts.backend.measure : texts.backend.again}
        </Button>
      </div>
      {state.busy && <p className="hint">{texts.backend.busy}</p>}
      {trials.length > 0 && <TrialTable trials={trials} nameOf={nameOf} />}
    </section>
  );
}

function describe({ now, trials }: BackendState): string {
  switch (now.kind) {
    case 'idle':
      return texts.backend.idle;
    case 'failed':
      return now.problem;
    case 'starting':
      return texts.backend.starting(nameOf(now.name));
    case 'measuring':
      return texts.backend.measuring(nameOf(now.name));
    case 'running': {
      const perSecond = trials.find(({ name }) => name === now.name)?.perSecond;
      const rate = perSecond === undefined ? undefined : texts.backend.rate(perSecond);
      return texts.backend.running(nameOf(now.name), now.device, rate);
    }
  }
}

function nameOf(name: string): string {
  const names: Readonly<Record<string, string>> = texts.backend.names satisfies Readonly<Record<BackendName, string>>;
  return names[name] ?? name;
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
