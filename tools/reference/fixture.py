"""Writing fixtures: which tool and version made them, numbers kept short, one entry a line so that changes can be read.

Tools: numpy. Imported by the other scripts of this folder.
"""

import json
import platform
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def significant(values, digits):
    """A number, or an array as nested lists, rounded to so many significant digits."""
    if np.ndim(values) == 0:
        return float(f"{float(values):.{digits}g}")
    return [significant(value, digits) for value in np.asarray(values)]


def exact(array):
    """A float32 array of 6 significant digits: what is written is then exactly what was computed with."""
    array = np.asarray(array)
    return np.array([significant(value, 6) for value in array.ravel()], np.float64).astype(np.float32).reshape(array.shape)


def tensor(array, digits=9):
    """Shape and row-major data; 9 digits bring every float32 back to its own bits."""
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": significant(array.ravel(), digits)}


def write(path, script, tools, content):
    """Writes a fixture below the repository root, headed by the script, the tools and their versions."""
    made_by = {"script": f"tools/reference/{Path(script).name}", "python": platform.python_version(), **tools}
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = [f'"madeBy": {json.dumps(made_by)}']
    for key, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            entries = ",\n".join(json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in value)
            lines.append(f"{json.dumps(key)}: [\n{entries}\n]")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}")
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{path}: {target.stat().st_size / 1000:.0f} kB")
