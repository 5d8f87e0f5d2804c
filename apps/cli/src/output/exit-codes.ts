/** What `graft` tells the shell; printed by `graft --help`. */
export const exitCodes = {
  /** Everything that was asked for is done. */
  done: 0,
  /** Something that nobody foresaw: a fault in Graft, or the machine ran out of something. */
  unexpected: 1,
  /** Bad usage or bad input, described on standard error. No output file was touched. */
  badInput: 2,
  /** Done, but some pictures could not be read; they are listed on standard error. */
  someLeftOut: 3,
  /** Done, but not all of it could be written: a second file, or the answer to a standard output that was full or closed. */
  someUnwritten: 4,
  /** Stopped by Ctrl-C or a termination signal. No output file was touched. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit codes in words, for `--help`. */
export const exitCodeHelp = `
Exit codes:
  ${exitCodes.done}    done
  ${exitCodes.unexpected}    an unexpected error
  ${exitCodes.badInput}    bad usage or bad input; nothing was written
  ${exitCodes.someLeftOut}    done, but some pictures could not be read
  ${exitCodes.someUnwritten}    done, but a report, a table or the answer could not be written
  ${exitCodes.interrupted}  interrupted; nothing was left half-written`;
