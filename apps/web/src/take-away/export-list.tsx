import { Button } from 'react-aria-components';
import { texts } from '../texts.js';
import type { ShelfPlace } from '../workshop/workshop-api.js';
import { useExport } from './use-export.js';

interface ExportListProps {
  readonly source: ShelfPlace;
  /** Of the files, without an ending. */
  readonly name: string;
}

/** Whoever has Graft takes the bundle. */
const formats = ['keras', 'onnx', 'tfjs'] as const;

/** The formats in which other programs take the model. */
export function ExportList({ source, name }: ExportListProps) {
  const { state, start } = useExport(source, name);
  return (
    <>
      <h3>{texts.export.heading}</h3>
      <p>{texts.export.about}</p>
      <ul className="exports">
        {formats.map((format) => (
          <li key={format}>
            <Button isDisabled={state.kind === 'packing'} onPress={() => start(format)}>
              {texts.export.names[format]}
            </Button>
            <span className="hint">{texts.export.uses[format]}</span>
          </li>
        ))}
      </ul>
      <p role="status" className={state.kind === 'failed' ? 'problem' : undefined}>
        {state.kind === 'packing' && texts.export.packing}
        {state.kind === 'done' && texts.export.done(state.file, state.bytes)}
        {state.kind === 'failed' && state.reason}
      </p>
    </>
  );
}
