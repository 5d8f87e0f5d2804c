"""TensorFlow.js's own converter, without what it imports for kinds of model that are not made here.

Tools: tensorflowjs 4.22, installed without what it depends on (requirements.txt). Imported by the other scripts of this folder.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
# Its files are those of Keras 2.
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

import sys
import types

import tensorflow.keras  # noqa: F401 -- before jax seems to be there

unused = ("tensorflow_decision_forests", "jax", "jax.experimental", "jax.experimental.jax2tf")
for name in unused:
    sys.modules[name] = types.ModuleType(name)
sys.modules["jax.experimental"].jax2tf = sys.modules["jax.experimental.jax2tf"]

import tensorflowjs  # noqa: E402
from tensorflowjs import converters  # noqa: E402
from tensorflowjs.converters import tf_saved_model_conversion_v2  # noqa: E402

for name in unused:
    del sys.modules[name]

__all__ = ["converters", "tensorflowjs", "tf_saved_model_conversion_v2"]
