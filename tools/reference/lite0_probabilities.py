"""What Keras answers for real pictures with EfficientNet-Lite0: the golden values for the backbone's whole chain.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, Pillow 12 or later (libjpeg-turbo, as sharp uses), numpy, safetensors. Run from the
repository root:

    python tools/reference/lite0_probabilities.py packages/demo-chest-xray/data/test <efficientnet-lite0.safetensors>

Writes packages/backbones/fixtures/lite0-keras.json. The pictures are X-rays, which ImageNet does not know: the fixture pins the
arithmetic of decoding, preprocessing and network, and says nothing about accuracy.
"""

import hashlib
import io
import sys
from pathlib import Path

import keras_efficientnet_lite as lite  # first: it sets the environment that TensorFlow reads when imported
import keras
import numpy as np
import PIL
import tensorflow as tf
from fixture import significant, write
from PIL import Image, features

# Spread over the test split that the demo carries, so over patients and series.
PICTURES = {
    "NORMAL": [
        "IM-0005-0001.jpeg",
        "IM-0030-0001.jpeg",
        "IM-0071-0001.jpeg",
        "NORMAL2-IM-0013-0001.jpeg",
        "NORMAL2-IM-0095-0001.jpeg",
        "NORMAL2-IM-0135-0001.jpeg",
        "NORMAL2-IM-0210-0001.jpeg",
        "NORMAL2-IM-0249-0001.jpeg",
        "NORMAL2-IM-0278-0001.jpeg",
        "NORMAL2-IM-0305-0001.jpeg",
        "NORMAL2-IM-0329-0001.jpeg",
        "NORMAL2-IM-0353-0001.jpeg",
    ],
    "PNEUMONIA": [
        "person10_virus_35.jpeg",
        "person1618_virus_2805.jpeg",
        "person1632_virus_2827.jpeg",
        "person1649_virus_2850.jpeg",
        "person1661_virus_2873.jpeg",
        "person1673_virus_2889.jpeg",
        "person19_virus_50.jpeg",
        "person22_virus_55.jpeg",
        "person34_virus_76.jpeg",
        "person42_virus_89.jpeg",
        "person53_virus_107.jpeg",
        "person65_virus_123.jpeg",
    ],
}
TOP = 20
# Pictures of each class whose 1,000 probabilities are all kept.
FULL_PER_CLASS = 2


def main(data_folder, weights_file):
    files = [f"{label}/{name}" for label, names in PICTURES.items() for name in names]
    full = {f"{label}/{name}" for label, names in PICTURES.items() for name in names[:FULL_PER_CLASS]}
    data = [(Path(data_folder) / file).read_bytes() for file in files]
    pixels = []
    for file, content in zip(files, data):
        with Image.open(io.BytesIO(content)) as image:
            if image.size != (224, 224):
                raise SystemExit(f"{file} is {image.size[0]}x{image.size[1]}, expected 224x224.")
            pixels.append(np.asarray(image.convert("RGB")))

    model = lite.load(weights_file)
    # One at a time, so that no answer depends on the batch it was in.
    answers = [model(lite.preprocess(picture[None]), training=False).numpy()[0] for picture in pixels]

    pictures = []
    for file, content, picture, probabilities in zip(files, data, pixels, answers):
        best = np.argsort(-probabilities, kind="stable")[:TOP]
        entry = {
            "file": file,
            "sha256": hashlib.sha256(content).hexdigest(),
            # Of the decoded RGB bytes: tells a decoder's difference from a network's.
            "pixelsSha256": hashlib.sha256(picture.tobytes()).hexdigest(),
            "top": [[int(index), significant(probabilities[index], 8)] for index in best],
        }
        if file in full:
            entry["probabilities"] = significant(probabilities, 8)
        pictures.append(entry)

    write(
        "packages/backbones/fixtures/lite0-keras.json",
        __file__,
        {
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
            "pillow": PIL.__version__,
            "libjpegTurbo": features.version_feature("libjpeg_turbo"),
            "numpy": np.__version__,
        },
        {
            "backbone": model.name,
            "weightsSha256": hashlib.sha256(Path(weights_file).read_bytes()).hexdigest(),
            "preprocessing": "RGB pixels 0 to 255 as (x - 127) / 128; the pictures are 224x224, nothing is resized",
            "pictures": pictures,
        },
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
