/** The image folder: `<split>/<class>/<file>`, with splits `train` and `test`, classes `NORMAL` and `PNEUMONIA` (viral). */
export const folder: URL;

/**
 * A regular expression whose first capture is the patient: `person1000_virus`, `IM-0115` or `NORMAL2-IM-0115`.
 * The number alone would join strangers: `person1000_virus` and `person1000_bacteria` are two people.
 */
export const groupBy: string;

/** The citation and the statement of changes that the licence (CC BY 4.0) asks for. */
export const attribution: string;
