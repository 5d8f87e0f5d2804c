/** Where checkpoints are kept: a folder, or whatever a browser has. */
export interface CheckpointStore {
  /**
   * @param age 0: the newest; 1: the one before
   * @returns undefined where there is none
   */
  read(age: 0 | 1): Promise<Uint8Array | undefined>;
  /** Makes these bytes the newest checkpoint, whole or not at all; the newest until then can still be read. */
  write(bytes: Uint8Array): Promise<void>;
}
