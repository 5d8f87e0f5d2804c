import { useRef } from 'react';
import { Button, FileTrigger, Switch, useDrop } from 'react-aria-components';
import type { ProjectEdit } from '../project/edit-project.js';
import type { PictureClass } from '../project/project.js';
import { readChoice, readDrop } from '../project/read-drop.js';
import { texts } from '../texts.js';
import { ClassName } from './class-name.js';
import type { Arrive } from './use-arrivals.js';

interface ClassRowProps {
  readonly one: PictureClass;
  readonly edit: (edit: ProjectEdit) => void;
  readonly disabled: boolean;
  readonly shown: boolean;
  readonly onShow: (shown: boolean) => void;
  /** Whether it was just made. */
  readonly fresh: boolean;
  readonly onArrive: Arrive;
}

/** A class, to which pictures are added by dropping or choosing them. */
export function ClassRow({ one, edit, disabled, shown, fresh, onShow, onArrive }: ClassRowProps) {
  const { id, name, on, pictures } = one;
  const ref = useRef<HTMLTableRowElement>(null);
  const { dropProps, isDropTarget } = useDrop({
    ref,
    isDisabled: disabled,
    onDrop: ({ items }) => onArrive((watch) => readDrop(items, watch), name),
  });
  return (
    <tr {...dropProps} ref={ref} data-class={name} className={isDropTarget ? 'drop-target' : undefined}>
      <th scope="row">
        <ClassName
          name={name}
          disabled={disabled}
          fresh={fresh}
          onRename={(to) => edit({ kind: 'rename', id, name: to })}
        />
      </th>
      <td className="number">{pictures.length}</td>
      <td>
        <Switch
          isSelected={on}
          isDisabled={disabled}
          onChange={(next) => edit({ kind: 'switch', id, on: next })}
          aria-label={texts.classes.on(name)}
        >
          <span className="switch" />
        </Switch>
      </td>
      <td className="actions">
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['image/jpeg', 'image/png', 'image/webp', '.zip']}
          onSelect={(files) => onArrive(async () => readChoice(files), name)}
        >
          <Button isDisabled={disabled} aria-label={texts.classes.addTo(name)}>
            {texts.classes.addPictures}
          </Button>
        </FileTrigger>
        <Button
          id={`show-${id}`}
          onPress={() => onShow(!shown)}
          aria-label={texts.classes.showOf(name)}
          aria-expanded={shown}
        >
          {texts.classes.show}
        </Button>
        <Button
          isDisabled={disabled}
          onPress={() => edit({ kind: 'delete-class', id })}
          aria-label={texts.classes.removeOf(name)}
        >
          {texts.classes.remove}
        </Button>
      </td>
    </tr>
  );
}
