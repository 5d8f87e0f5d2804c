import { useRef } from 'react';
import { Button, Switch, useDrop, type DropItem } from 'react-aria-components';
import type { ProjectEdit } from '../project/edit-project.js';
import type { PictureClass } from '../project/project.js';
import { texts } from '../texts.js';
import { ClassName } from './class-name.js';

interface ClassRowProps {
  readonly one: PictureClass;
  readonly edit: (edit: ProjectEdit) => void;
  readonly disabled: boolean;
  readonly shown: boolean;
  readonly onShow: (shown: boolean) => void;
  readonly onDrop: (name: string, items: readonly DropItem[]) => void;
}

/** A class, on which its pictures may be dropped. */
export function ClassRow({ one: { id, name, on, pictures }, edit, disabled, shown, onShow, onDrop }: ClassRowProps) {
  const ref = useRef<HTMLTableRowElement>(null);
  const { dropProps, isDropTarget } = useDrop({
    ref,
    isDisabled: disabled,
    onDrop: ({ items }) => onDrop(name, items),
  });
  return (
    <tr {...dropProps} ref={ref} data-class={name} className={isDropTarget ? 'drop-target' : undefined}>
      <th scope="row">
        <ClassName name={name} disabled={disabled} onRename={(to) => edit({ kind: 'rename', id, name: to })} />
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
        <Button onPress={() => onShow(!shown)} aria-label={texts.classes.showOf(name)} aria-expanded={shown}>
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
