import { useId, useState, useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { texts } from '../texts.js';
import { workshop } from '../workshop/start-workshop.js';
import type { BackendState } from '../workshop/workshop-api.js';
import { backendState, keepWish, listenToBackend, readWish } from './backend-link.js';
import { TrialTable } from './trial-table.js';

/** What the page computes on, how fast that is, and a choice. */
export function BackendSection() {
  const select = useId();
  const state = useSyncExternalStore(listenToBackend, backendState);
  const [wished, setWished] = useState(() => readWish().name);
  const trials = state?.trials ?? readWish().trials;
  const busy = state?.busy === true || state?.now.kind === 'starting' || state?.now.kind === 'measuring';

  const use = (name: string | undefined, known: BackendState['trials']): void => {
    setWished(name);
    keepWish({ name, trials: known });
    void workshop().useBackend({ name, trials: known });
    // What goes wrong is told as the state.
    void workshop()
      .startBackend()
      .catch(() => undefined);
  };

  return (
    <section aria-labelledby="backend-heading" className="backend">
      <h2 id="backend-heading">{texts.backend.heading}</h2>
      <p>{texts.backend.about}</p>
      {state?.lost.map(([name, reason]) => (
        <p key={name} role="alert">
          {texts.backend.lost(nameOf(name), sentence(reason))}
        </p>
      ))}
      <p role="status">{describe(state)}</p>
      {state?.now.kind === 'running' && state.now.name === 'cpu' && <p className="hint">{texts.backend.slow}</p>}
      <div className="chosen">
        <label htmlFor={select}>{texts.backend.label}</label>
        <select
          id={select}
          value={wished ?? ''}
          disabled={busy}
          onChange={({ target }) => use(target.value || undefined, trials)}
        >
          <option value="">{texts.backend.fastest}</option>
          {Object.keys(texts.backend.names).map((name) => (
            <option key={name} value={name}>
              {nameOf(name)}
            </option>
          ))}
        </select>
        <Button isDisabled={busy} onPress={() => use(undefined, [])}>
          {trials.length === 0 ? texts.backend.measure : texts.backend.again}
        </Button>
      </div>
      {state?.busy === true && <p className="hint">{texts.backend.busy}</p>}
      {trials.length > 0 && <TrialTable trials={trials} nameOf={nameOf} />}
    </section>
  );
}

function describe(state: BackendState | undefined): string {
  const now = state?.now ?? { kind: 'idle' };
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
      const perSecond = state?.trials.find(({ name }) => name === now.name)?.perSecond;
      const rate = perSecond === undefined ? undefined : texts.backend.rate(perSecond);
      return texts.backend.running(nameOf(now.name), now.device, rate);
    }
  }
}

function nameOf(name: string): string {
  return texts.backend.names[name] ?? name;
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
