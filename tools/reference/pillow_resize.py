"""Small pictures resized by Pillow, bilinear and bicubic, up and down: the golden values of graft's own resizing, whole or cropped.

Tools: Pillow 12 (13 resizes some pictures rows first, which rounds differently), numpy. Run from the repository root:

    python tools/reference/pillow_resize.py

Writes packages/images/fixtures/pillow-resize.json. Pillow widens the filter when it shrinks (antialiasing), rounds to 8 bits
after the horizontal and again after the vertical pass, and its bicubic filter has a = -0.5. Pixels are base64 of RGB bytes, row by row.
"""

import base64

import numpy as np
import PIL
from fixture import write
from PIL import Image, ImageOps

SEED = 17
# Width and height, from and to.
SIZES = [
    ((23, 17), (16, 16)),
    ((23, 17), (8, 12)),
    ((23, 17), (40, 40)),
    ((64, 48), (16, 16)),
    ((64, 48), (8, 12)),
    ((64, 48), (40, 40)),
    ((5, 4), (13, 9)),
    ((16, 16), (16, 16)),
    # One axis up, the other down; and only one of them changed.
    ((12, 30), (20, 10)),
    ((20, 15), (20, 6)),
]
# The same for the largest centred part of the target's aspect ratio: edges between pixels, wider and higher, up and down.
FITS = [((23, 17), (8, 12)), ((23, 17), (16, 16)), ((64, 48), (7, 7)), ((12, 30), (13, 13)), ((12, 30), (10, 11)), ((5, 4), (13, 9))]


def picture(random, width, height):
    """Half noise, half a hard-edged ramp: overshoot of the bicubic filter must be clipped."""
    noise = random.integers(0, 256, (height, width, 3))
    ramp = np.linspace(0, 255, width)[None, :, None] * np.array([1.0, -1.0, 0.5]) + np.array([0.0, 255.0, 60.0])
    blocks = ((np.arange(height)[:, None] // 4 + np.arange(width)[None, :] // 3) % 2 == 0)[..., None]
    return np.where(blocks, ramp, noise).clip(0, 255).astype(np.uint8)


def base64_of(pixels):
    return base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode("ascii")


def main():
    random = np.random.default_rng(SEED)
    pictures = {size: picture(random, *size) for size in dict.fromkeys(size for size, _ in SIZES)}
    cases = []
    for size, target in SIZES:
        image = Image.fromarray(pictures[size])
        cases.append(
            {
                "name": f"{size[0]}x{size[1]} to {target[0]}x{target[1]}",
                "input": {"width": size[0], "height": size[1], "rgb": base64_of(pictures[size])},
                "width": target[0],
                "height": target[1],
                "bilinear": base64_of(image.resize(target, Image.Resampling.BILINEAR)),
                "bicubic": base64_of(image.resize(target, Image.Resampling.BICUBIC)),
            }
        )
    fits = []
    for size, target in FITS:
        image = Image.fromarray(pictures[size])
        fits.append(
            {
                "name": f"{size[0]}x{size[1]} to {target[0]}x{target[1]}",
                "input": {"width": size[0], "height": size[1], "rgb": base64_of(pictures[size])},
                "width": target[0],
                "height": target[1],
                "bilinear": base64_of(ImageOps.fit(image, target, Image.Resampling.BILINEAR)),
                "bicubic": base64_of(ImageOps.fit(image, target, Image.Resampling.BICUBIC)),
            }
        )
    write(
        "packages/images/fixtures/pillow-resize.json",
        __file__,
        {"pillow": PIL.__version__, "numpy": np.__version__, "seed": SEED},
        {"pixels": "base64 of uint8 RGB, row by row", "cases": cases, "fits": fits},
    )


if __name__ == "__main__":
    main()
