"""One small safetensors file from the reference implementation, for the tests of packages/safetensors.

Tools: safetensors 0.8.0, numpy 2.4.6 (the versions are written into the file).

    python tools/reference/safetensors_file.py packages/safetensors/fixtures/python-safetensors.safetensors
"""

import sys

import numpy as np
import safetensors
from safetensors.numpy import save_file
tensors = {
    "2": np.array([1, -2, 2**31 - 1, -(2**31)], np.int32),
    "10": np.array([[0.5, -0.0, np.inf], [1e-45, 3.4028235e38, np.nan]], np.float32),
    "half": np.array([1, -0.0, 6e-8, 65504, np.inf], np.float16),
    "scalar": np.array(7, np.float32),
    "empty": np.zeros((0, 3), np.float32),
    "größe/日本": np.array([3], np.float16),
}
save_file(tensors, sys.argv[1], metadata={"tool": f"safetensors {safetensors.__version__}, numpy {np.__version__}"})
