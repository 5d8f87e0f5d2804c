import { Button, FileTrigger } from 'react-aria-components';
import { texts } from '../texts.js';
import type { Refusal } from '../workshop/workshop-api.js';

interface FileFieldProps {
  readonly wanted: 'weights' | 'network';
  readonly file: File | undefined;
  readonly onChange: (file: File) => void;
  readonly disabled: boolean;
  readonly refusal: Refusal | undefined;
}

/** The file that a backbone needs, and why the one that was chosen will not do. */
export function FileField({ wanted, file, onChange, disabled, refusal }: FileFieldProps) {
  return (
    <div className="file">
      <FileTrigger
        acceptedFileTypes={['.h5', '.keras', '.safetensors']}
        onSelect={(files) => {
          const [chosen] = files ?? [];
          if (chosen) onChange(chosen);
        }}
      >
        <Button isDisabled={disabled}>{texts.choices.files[wanted]}</Button>
      </FileTrigger>
      <span>{file?.name ?? texts.choices.noFile}</span>
      {refusal?.field === 'backbone.file' && (
        <p role="alert" className="problem">
          {refusal.refusal}{' '}
          {refusal.link !== undefined && (
            <a href={refusal.link} target="_blank" rel="noreferrer">
              {texts.choices.published}
            </a>
          )}
        </p>
      )}
    </div>
  );
}
