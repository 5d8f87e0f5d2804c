"""A small first kernel made for other numbers of channels by timm: the golden values of graft's adaptChannels.

Tools: timm 1.0.31 (its source alone, `pip install --no-deps timm==1.0.31`; PyTorch is not needed), numpy. Run from the repository root:

    python tools/reference/timm_input_channels.py

Writes packages/cut/fixtures/timm-input-channels.json. The function `adapt_input_conv` is run as timm wrote it, on NumPy arrays that
answer to the few tensor methods it calls. Kernels are written as graft has them, [rows, columns, channels, filters].
"""

import ast
import importlib.metadata
import importlib.util
import math
from pathlib import Path

import numpy as np
from fixture import exact, tensor, write

SEED = 29
CHANNELS = [1, 2, 4, 5, 7]


class Tensor(np.ndarray):
    """An array with the methods of a torch tensor that `adapt_input_conv` calls."""

    def float(self):
        return self.astype(np.float32)

    def sum(self, dim, keepdim):
        return np.sum(np.asarray(self), axis=dim, keepdims=keepdim, dtype=np.float32).view(Tensor)

    def repeat(self, *times):
        return np.tile(np.asarray(self), times).view(Tensor)

    def to(self, dtype):
        return self.astype(dtype)


def timms_function():
    source = Path(importlib.util.find_spec("timm").origin).parent / "models" / "_manipulate.py"
    tree = ast.parse(source.read_text())
    [function] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "adapt_input_conv"]
    scope = {"math": math, "Tensor": Tensor}
    exec(compile(ast.Module([function], []), str(source), "exec"), scope)
    return scope["adapt_input_conv"]


def main():
    adapt = timms_function()
    kernel = exact(np.random.default_rng(SEED).standard_normal((3, 2, 3, 2)).astype(np.float32))
    as_torch = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1)).view(Tensor)
    cases = [
        {"channels": channels, "kernel": tensor(np.asarray(adapt(channels, as_torch.copy())).transpose(2, 3, 1, 0))} for channels in CHANNELS
    ]
    tools = {"timm": importlib.metadata.version("timm"), "numpy": np.__version__}
    write("packages/cut/fixtures/timm-input-channels.json", __file__, tools, {"kernel": tensor(kernel), "cases": cases})


if __name__ == "__main__":
    main()
