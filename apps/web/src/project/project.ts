import type { Split } from '@graftjs/core';

/** A picture in a project. */
export interface Picture {
  /** Of this one alone, for as long as the browser keeps anything: not of what was there before and is removed either. */
  readonly id: number;
  /** Unique in its class and split: the path of its file below the folder of the class. */
  readonly name: string;
  readonly file: Blob;
  /** Where the folders that it came in said so. */
  readonly split?: Split;
  /** Why it cannot be used. */
  readonly problem?: string;
}

export interface PictureClass {
  readonly id: number;
  readonly name: string;
  /** Whether it takes part in training. */
  readonly on: boolean;
  readonly pictures: readonly Picture[];
}

/** What the user is working on. */
export interface Project {
  readonly name: string;
  readonly classes: readonly PictureClass[];
  /** A regular expression whose first capture in a path is the group; bursts of the camera are groups besides. */
  readonly groupBy?: string;
  /** What the pictures' licence asks to be said. */
  readonly attribution?: string;
  /** The next free one, of pictures and classes alike. */
  readonly nextId: number;
}

/** A picture that has arrived and has no place yet. */
export interface NewPicture {
  readonly label: string;
  readonly name: string;
  readonly file: Blob;
  readonly split?: Split;
}

export const emptyProject: Project = { name: 'pictures', classes: [], nextId: 1 };

/** All of them, of whatever class, whether they can take part or not. */
export function listPictures({ classes }: Project): Picture[] {
  return classes.flatMap(({ pictures }) => pictures);
}

/** Pictures that can take part: of classes that are switched on, without those that are known to be broken. */
export function usablePictures(project: Project): readonly { readonly label: string; readonly picture: Picture }[] {
  return project.classes
    .filter(({ on }) => on)
    .flatMap(({ name, pictures }) =>
      pictures.filter(({ problem }) => problem === undefined).map((picture) => ({ label: name, picture })),
    );
}

/** Whether the folders divided all that takes part, with some for the test; else the seed divides them all. */
export function hasSplits(project: Project): boolean {
  const given = usablePictures(project).map(({ picture }) => picture.split);
  return given.includes('train') && given.includes('test') && !given.includes(undefined);
}

/** The pictures that take part, by the path that they would have in a folder to train from: `<class>/…` or `<split>/<class>/…`. */
export function picturesByPath(project: Project): ReadonlyMap<string, Picture> {
  const splits = hasSplits(project);
  // Where the folders' own division is not used, pictures of two splits may meet under one name.
  const hasTwins = !splits && usablePictures(project).some(({ picture }) => picture.split !== undefined);
  return new Map(
    usablePictures(project).map(({ label, picture }) => {
      const { name, split = 'undivided' } = picture;
      if (splits) return [`${split}/${label}/${name}`, picture];
      return [hasTwins ? `${label}/${split}/${name}` : `${label}/${name}`, picture];
    }),
  );
}
