import type { ProjectEdit } from '../project/edit-project.js';
import type { PictureClass } from '../project/project.js';
import { texts } from '../texts.js';
import { ClassRow } from './class-row.js';
import type { Arrive } from './use-arrivals.js';

interface ClassTableProps {
  readonly classes: readonly PictureClass[];
  readonly edit: (edit: ProjectEdit) => void;
  readonly disabled: boolean;
  /** The class whose pictures are shown, by id. */
  readonly shown: number | undefined;
  readonly onShow: (id: number | undefined) => void;
  /** The class that was just made, by id: its name is written next. */
  readonly fresh: number | undefined;
  readonly onArrive: Arrive;
}

/** The classes with their counts: to be renamed, switched off, looked through and deleted. */
export function ClassTable({ classes, edit, disabled, shown, fresh, onShow, onArrive }: ClassTableProps) {
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
        {classes.map((one) => (
          <ClassRow
            key={one.id}
            {...{ one, edit, disabled, onArrive }}
            shown={shown === one.id}
            fresh={fresh === one.id}
            onShow={(next) => onShow(next ? one.id : undefined)}
          />
        ))}
      </tbody>
    </table>
  );
}
