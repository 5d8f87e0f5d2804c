"""Learning rates that fastai suggests from given losses: the golden values of the learning-rate finder.

Tools: fastai 2.8.12 (installed by `pip install --no-deps fastai==2.8.12`), numpy. Run from the repository root:

    python tools/reference/fastai_lr_find.py

Writes packages/train/fixtures/fastai-lr-find.json: rates and losses of made-up runs, the losses smoothed by fastai's
`AvgSmoothLoss`, and the rates that its rules `valley`, `steep` and `minimum` name from them, as its `lr_find` calls them.
fastai imports PyTorch; these few functions need only a number or two of it, so they are taken out of fastai's files and run over
numpy in its place.
"""

import ast
import importlib.metadata
import importlib.util
import types
from pathlib import Path

import numpy as np
from fixture import significant, write

SEED = 29
STEPS = 100
FROM, TO = 1e-7, 10


class Tensor(np.ndarray):
    """As much of a torch tensor as the rules use."""

    def log(self):
        return np.log(self)


def tensor(values):
    return np.asarray(values, np.float64).view(Tensor)


def taken(file, *names):
    """Functions and classes of one of fastai's files, without what it imports."""
    path = Path(importlib.util.find_spec("fastai").origin).parent / file
    tree = ast.parse(path.read_text())
    tree.body = [node for node in tree.body if getattr(node, "name", None) in names]
    torch = types.SimpleNamespace(lerp=lambda start, end, weight: start + weight * (end - start))
    scope = {"Metric": object, "torch": torch, "tensor": tensor, "to_detach": lambda value: value}
    exec(compile(tree, str(path), "exec"), scope)
    return [scope[name] for name in names]


[AvgSmoothLoss] = taken("learner.py", "AvgSmoothLoss")
valley, steep, minimum = taken("callback/schedule.py", "valley", "steep", "minimum")


def smoothed(losses):
    average = AvgSmoothLoss()
    average.reset()
    values = []
    for loss in losses:
        average.accumulate(types.SimpleNamespace(loss=tensor(loss), yb=[]))
        values.append(float(average.value))
    return values


def case(name, losses):
    rates = FROM * (TO / FROM) ** (np.arange(len(losses)) / (STEPS - 1))
    losses = np.array(significant(losses, 6))
    smooth = smoothed(losses)
    # As lr_find does.
    seen = tensor(rates[STEPS // 10 : -5]), tensor(smooth[STEPS // 10 : -5])
    return {
        "name": name,
        "losses": losses.tolist(),
        "smoothed": significant(smooth, 9),
        "valley": significant(valley(*seen, STEPS)[0], 9),
        "steep": significant(steep(*seen, STEPS)[0], 9),
        "minimum": significant(minimum(*seen, STEPS)[0], 9),
    }


def main():
    random = np.random.default_rng(SEED)
    rates = FROM * (TO / FROM) ** (np.arange(STEPS) / (STEPS - 1))
    fall = 1 - 1 / (1 + (3e-4 / rates) ** 1.5)
    noise = random.normal(0, 0.08, STEPS)
    cases = [
        case("falls, then diverges", (0.69 + noise - 0.55 * (1 - fall) + (rates / 0.05) ** 2)[:78]),
        case("falls, and stays low", 0.69 + noise * (0.1 + fall) - 0.6 * (1 - fall)),
        case("flat", 0.3 + noise),
        case("ever lower", np.linspace(1, 0.2, STEPS)),
        case("ever higher", np.linspace(0.2, 1, STEPS)),
    ]
    tools = {"fastai": importlib.metadata.version("fastai"), "numpy": np.__version__, "seed": SEED}
    write("packages/train/fixtures/fastai-lr-find.json", __file__, tools, {"from": FROM, "to": TO, "steps": STEPS, "cases": cases})


if __name__ == "__main__":
    main()
