import { Button } from 'react-aria-components';
import { texts } from '../texts.js';
import { useOffline } from './use-offline.js';

/** Says that the page works without a network, and offers a new version of it. */
export function OfflineNote() {
  const { state, update } = useOffline();
  return (
    <footer>
      <p role="status">
        {state.kind === 'ready' && texts.offline.ready}
        {state.kind === 'update' && (state.blocked ? texts.offline.blocked : texts.offline.update)}
      </p>
      {state.kind === 'update' && <Button onPress={update}>{texts.offline.reload}</Button>}
    </footer>
  );
}
