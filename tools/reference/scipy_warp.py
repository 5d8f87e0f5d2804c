"""Small pictures turned, zoomed, shifted and flipped by SciPy: the golden values of the views that augmentation makes.

Tools: SciPy 1.17, numpy. Run from the repository root:

    python tools/reference/scipy_warp.py

Writes packages/images/fixtures/scipy-warp.json. One affine map about the picture's middle, looked up bilinearly (order 1),
mirrored beyond the edges with the edge pixels included (mode 'reflect'), rounded to the nearest level. Pixels are base64 of RGB
bytes, row by row.
"""

import numpy as np
import scipy
from fixture import write
from pillow_resize import base64_of, picture
from scipy.ndimage import affine_transform

SEED = 29
CASES = {
    "a turn": {"rotation": 30},
    "a turn the other way": {"rotation": -75.5},
    "upside down": {"rotation": 180},
    "larger": {"zoom": 1.3},
    "smaller, mirrored at the edges": {"zoom": 0.47},
    "shifted": {"shiftX": 0.23, "shiftY": -0.4},
    "flipped": {"flipX": True},
    "flipped both ways": {"flipX": True, "flipY": True},
    "all of it": {"flipY": True, "rotation": 12.5, "zoom": 0.8, "shiftX": -0.1, "shiftY": 0.05},
}
STILL = {"flipX": False, "flipY": False, "rotation": 0, "zoom": 1, "shiftX": 0, "shiftY": 0}


def warped(pixels, warp):
    height, width, _ = pixels.shape
    angle = np.deg2rad(warp["rotation"])
    # Axes are y, then x; clockwise as seen, with y pointing down.
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flip = np.diag([-1.0 if warp["flipY"] else 1.0, -1.0 if warp["flipX"] else 1.0])
    forward = warp["zoom"] * turn @ flip
    back = np.linalg.inv(forward)
    centre = (np.array([height, width]) - 1) / 2
    moved = centre + np.array([warp["shiftY"] * height, warp["shiftX"] * width])
    offset = centre - back @ moved
    channels = [
        affine_transform(pixels[..., c].astype(np.float64), back, offset, order=1, mode="reflect", prefilter=False) for c in range(3)
    ]
    return np.floor(np.stack(channels, axis=-1) + 0.5).astype(np.uint8)


def main():
    random = np.random.default_rng(SEED)
    pixels = picture(random, 21, 14)
    cases = []
    for name, given in CASES.items():
        warp = {**STILL, **given}
        cases.append({"name": name, "warp": warp, "rgb": base64_of(warped(pixels, warp))})
    write(
        "packages/images/fixtures/scipy-warp.json",
        __file__,
        {"scipy": scipy.__version__, "numpy": np.__version__, "seed": SEED},
        {"pixels": "base64 of uint8 RGB, row by row", "width": 21, "height": 14, "rgb": base64_of(pixels), "cases": cases},
    )


if __name__ == "__main__":
    main()
