"""Small zip files, one for each thing that the reader of packages/formats must refuse.

Tools: Python's zipfile. Run from the repository root:

    python tools/reference/zip_traps.py

Writes packages/formats/fixtures/zip/.
"""

import io
import struct
import sys
import warnings
import zipfile

from fixture import ROOT

OUT = ROOT / "packages/formats/fixtures/zip"


def archive(entries, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(buffer, "w", compression) as file:
            for name, content in entries:
                file.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return bytearray(buffer.getvalue())


def central(data, number=0):
    """Where the central directory's record of an entry begins."""
    at = -1
    for _ in range(number + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    return at


def write(name, data):
    (OUT / name).write_bytes(bytes(data))


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)

    # Entry b, which holds the head of another zip entry, is made to begin inside of entry a.
    inner = bytes(archive([("b", b"inner")]))[: 30 + 1 + 5]
    data = archive([("a", inner), ("b", b"inner")])
    data[central(data, 1) + 42 : central(data, 1) + 46] = struct.pack("<I", 30 + 1)
    write("overlap.zip", data)

    zeros = bytes(60_000_000)
    write("bomb.zip", archive([("zeros", zeros)], zipfile.ZIP_DEFLATED))

    # Sizes that the compressed data do not keep to, in both places that give them.
    for name, size in (("lies-small.zip", 100), ("lies-large.zip", 2_000_000)):
        data = archive([("zeros", bytes(1_000_000))], zipfile.ZIP_DEFLATED)
        data[22:26] = struct.pack("<I", size)
        data[central(data) + 24 : central(data) + 28] = struct.pack("<I", size)
        write(name, data)

    data = archive([("a", b"content")])
    data[31] ^= 1
    write("checksum.zip", data)

    write("twice.zip", archive([("a", b"first"), ("a", b"second")]))
    write("escape.zip", archive([("../../escape", b"content")]))

    data = archive([("a", b"content")])
    data[6] |= 1
    data[central(data) + 8] |= 1
    write("encrypted.zip", data)
    print(f"Python {sys.version.split()[0]}", file=sys.stderr)
