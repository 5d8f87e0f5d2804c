"""A few pixels as Keras scales them for its applications, and as Pillow makes them grey: the golden values of graft's preprocessing.

Tools: keras 3.15.1, Pillow, numpy. Run from the repository root:

    python tools/reference/keras_preprocess.py

Writes packages/images/fixtures/keras-preprocess.json. Pixels are RGB levels, the corners of the colour cube and some at random.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import PIL
from fixture import significant, write
from keras import applications
from PIL import Image

SEED = 23
MODES = {
    "caffe": [applications.vgg16, applications.vgg19, applications.resnet],
    "torch": [applications.densenet],
    "tf": [applications.mobilenet_v2, applications.inception_v3],
}


def main():
    corners = [(r, g, b) for r in (0, 255) for g in (0, 255) for b in (0, 255)]
    drawn = np.random.default_rng(SEED).integers(0, 256, (16, 3)).tolist()
    pixels = np.array([*corners, *drawn], np.uint8).reshape(1, 4, -1, 3)
    modes = {}
    for mode, modules in MODES.items():
        scaled = [module.preprocess_input(pixels.astype(np.float32)) for module in modules]
        assert all(np.array_equal(scaled[0], other) for other in scaled), mode
        modes[mode] = significant(scaled[0].ravel(), 9)
    grey = np.asarray(Image.fromarray(pixels[0]).convert("L"))
    write(
        "packages/images/fixtures/keras-preprocess.json",
        __file__,
        {"keras": keras.__version__, "pillow": PIL.__version__, "numpy": np.__version__},
        {
            "width": pixels.shape[2],
            "height": pixels.shape[1],
            "rgb": pixels.ravel().tolist(),
            "modes": modes,
            "grey": grey.ravel().tolist(),
        },
    )


if __name__ == "__main__":
    main()
