"""Numbers that another language draws alike.

Tools: numpy.
"""

import numpy as np


def draw(shape, seed, low, high):
    """Numbers from `low` to `high` by a linear congruential generator, which another language repeats to the last bit."""
    state = (seed * 2654435761) & 0xFFFFFFFF
    values = []
    for _ in range(int(np.prod(shape))):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(low + (high - low) * (state / 2**32))
    return np.array(values, np.float64).reshape(shape)


class Drawn:
    """A tensor that is drawn on both sides; `kind` is 'whole' for whole numbers, 'flag' for 0 and 1 as floating point numbers."""

    def __init__(self, shape, low=-1.0, high=1.0, kind=None):
        self.shape, self.low, self.high, self.kind = tuple(shape), low, high, kind

    def values(self, seed):
        values = draw(self.shape, seed, self.low, self.high)
        if self.kind is not None:
            values = np.floor(values)
        return values.astype(np.int32 if self.kind == "whole" else np.float32)

    def written(self, seed):
        entry = {"shape": list(self.shape), "seed": seed, "low": self.low, "high": self.high}
        return entry if self.kind is None else {**entry, "kind": self.kind}


def whole_numbers(shape, below):
    """Whole numbers from 0 to `below - 1`."""
    return Drawn(shape, 0, below, kind="whole")


def flags(shape):
    """Zeros and ones."""
    return Drawn(shape, 0, 2, kind="flag")
