"""Wilson's score intervals of proportions by SciPy, at the edges too: golden values of the train package.

Tools: SciPy 1.17. Run from the repository root:

    python tools/reference/scipy_proportions.py

Writes packages/train/fixtures/scipy-proportions.json.
"""

import scipy
from fixture import significant, write
from scipy.stats import binomtest

CASES = [(0, 1), (1, 1), (1, 2), (0, 10), (10, 10), (7, 10), (98, 100), (296, 296), (560, 624), (1, 5840)]


def interval(hits, count):
    found = binomtest(hits, count).proportion_ci(confidence_level=0.95, method="wilson")
    return {"hits": hits, "count": count, "low": significant(found.low, 12), "high": significant(found.high, 12)}


def main():
    write(
        "packages/train/fixtures/scipy-proportions.json",
        __file__,
        {"scipy": scipy.__version__},
        {"cases": [interval(hits, count) for hits, count in CASES]},
    )


if __name__ == "__main__":
    main()
