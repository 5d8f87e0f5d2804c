"""Small pictures that decoders disagree about, and what Pillow sees in them, upright: the same is to be seen in Node and in a browser.

Tools: Pillow 13, numpy. Run from the repository root:

    python tools/reference/pillow_pictures.py

Writes packages/images/fixtures/pillow-pictures.json. Pillow turns a WebP by its EXIF orientation (`exif_transpose`) as any other
picture, and takes the levels of a PNG as they are, whatever its chunks gAMA, cHRM and cICP say. Those in CMYK are for being
refused: no two programs make the same colours of them. Files and pixels are base64, pixels of RGB bytes, row by row.
"""

import base64
import io
import struct
import zlib

import numpy as np
import PIL
from fixture import write
from PIL import Image, ImageOps

SEED = 23
WIDTH, HEIGHT = 9, 6
# Rec. 2020's corners and white; 1.0 and the usual 1 / 2.2, times 100,000; Display P3, and Rec. 2020 with its curve for bright screens.
CHROMATICITIES = struct.pack(">8I", 31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600)
LINEAR, USUAL = struct.pack(">I", 100_000), struct.pack(">I", 45_455)
CHUNKS = {
    "PNG with gAMA 1.0": [(b"gAMA", LINEAR)],
    "PNG with gAMA 1/2.2 and cHRM": [(b"cHRM", CHROMATICITIES), (b"gAMA", USUAL)],
    "PNG with cICP of Display P3": [(b"cICP", bytes([12, 13, 0, 1]))],
    "PNG with cICP of HDR": [(b"cICP", bytes([9, 16, 0, 1]))],
}


def picture():
    return Image.fromarray(np.random.default_rng(SEED).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def saved(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def png_with(image, chunks):
    plain = saved(image, "png")
    after_header = 33
    return plain[:after_header] + b"".join(chunk(*one) for one in chunks) + plain[after_header:]


def turned_webp(image, orientation, **options):
    exif = Image.Exif()
    exif[0x112] = orientation
    return saved(image, "webp", lossless=True, exif=exif, **options)


def base64_of(content):
    return base64.b64encode(content).decode("ascii")


def main():
    image = picture()
    files = {f"WebP of EXIF orientation {turn}": turned_webp(image, turn) for turn in range(1, 9)}
    files |= {name: png_with(image, chunks) for name, chunks in CHUNKS.items()}
    files["grey PNG with gAMA 1.0"] = png_with(image.convert("L"), CHUNKS["PNG with gAMA 1.0"])
    cases = []
    for name, content in files.items():
        seen = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
        cases.append({"name": name, "file": base64_of(content), "width": seen.width, "height": seen.height, "rgb": base64_of(seen.tobytes())})
    inks = {
        "CMYK JPEG": saved(image.convert("CMYK"), "jpeg", quality=30),
        "progressive CMYK JPEG": saved(image.convert("CMYK"), "jpeg", quality=30, progressive=True),
    }
    write(
        "packages/images/fixtures/pillow-pictures.json",
        __file__,
        {"pillow": PIL.__version__, "numpy": np.__version__, "seed": SEED},
        {"cases": cases, "refused": [{"name": name, "file": base64_of(content)} for name, content in inks.items()]},
    )


if __name__ == "__main__":
    main()
