import type { TrainStage } from '@graftjs/core';
import { nullable, number, oneOf, whole, type Option } from '@graftjs/network/options';

/** How a stage that trains goes on. */
export type ScheduleOptions = {
  /** The highest rate, over 0. */
  readonly learningRate?: number;
  /** At most, from 1. */
  readonly epochs?: number;
  readonly schedule?: TrainStage['schedule'];
  /** Share of the steps, from 0 to 1 (excluded), in which the rate rises. Default for 'one-cycle': 0.3, as fastai's. */
  readonly warmup?: number;
  /** Epochs without a better validation loss before the stage ends, from 1; `null`: it runs to the last. */
  readonly patience?: number | null;
};

/** The members of a stage that `ScheduleOptions` decide. */
export type Schedule = Pick<TrainStage, 'learningRate' | 'epochs' | 'schedule' | 'warmup' | 'patience'>;

type Validated = { readonly [Name in keyof Required<ScheduleOptions>]: ScheduleOptions[Name] | undefined };

/** What each of `ScheduleOptions` may be. */
export const scheduleOptions = {
  learningRate: optional(above(0)),
  epochs: optional(whole(1)),
  schedule: optional(oneOf(['constant', 'cosine', 'one-cycle'])),
  warmup: optional(share()),
  patience: optional(nullable(whole(1))),
};

/** Fills in what was left out. */
export function completeSchedule(given: Validated, defaults: Required<ScheduleOptions>): Schedule {
  const schedule = given.schedule ?? defaults.schedule;
  const patience = given.patience === undefined ? defaults.patience : given.patience;
  return {
    learningRate: given.learningRate ?? defaults.learningRate,
    epochs: given.epochs ?? defaults.epochs,
    schedule,
    warmup: given.warmup ?? (schedule === 'one-cycle' ? 0.3 : defaults.warmup),
    ...(patience !== null && { patience }),
  };
}

/** An option that may be left out. */
export function optional<T>(option: Option<T>): Option<T | undefined> {
  return { ...option, fallback: { value: undefined } };
}

/** A finite number over `limit`. */
export function above(limit: number): Option<number> {
  const { read } = number();
  return {
    allowed: `a number over ${limit}`,
    read: (value) => {
      const known = read(value);
      return known !== undefined && known > limit ? known : undefined;
    },
  };
}

function share(): Option<number> {
  return {
    allowed: 'a number from 0 to 1, without 1',
    read: (value) => (typeof value === 'number' && value >= 0 && value < 1 ? value : undefined),
  };
}
