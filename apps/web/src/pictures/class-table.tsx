import { Button, Switch } from 'react-aria-components';
import type { ProjectEdit } from '../project/edit-project.js';
import type { PictureClass } from '../project/project.js';
import { texts } from '../texts.js';
import { ClassName } from './class-name.js';

interface ClassTableProps {
  readonly classes: readonly PictureClass[];
  readonly edit: (edit: ProjectEdit) => void;
  readonly disabled: boolean;
  /** The class whose pictures are shown, by id. */
  readonly shown: number | undefined;
  readonly onShow: (id: number | undefined) => void;
}

/** The classes with their counts: to be renamed, switched off, looked through and deleted. */
export function ClassTable({ classes, edit, disabled, shown, onShow }: ClassTableProps) {
  return (
    <table className="classes" aria-label={texts.classes.label}>
      <thead>
        <tr>
          <th scope="col">{texts.classes.name}</th>
          <th scope="col" className="number">
            {texts.classes.count}
          </th>
          <th scope="col">{texts.classes.takesPart}</th>
          <th scope="col">{texts.classes.actions}</th>
        </tr>
      </thead>
      <tbody>
        {classes.map(({ id, name, on, pictures }) => (
          <tr key={id}>
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
              <Button
                onPress={() => onShow(shown === id ? undefined : id)}
                aria-label={texts.classes.showOf(name)}
                aria-expanded={shown === id}
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
        ))}
      </tbody>
    </table>
  );
}
