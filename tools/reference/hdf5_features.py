"""Small HDF5 files, one for each thing that the reader of packages/formats must read or refuse.

Tools: h5py 3.14 with HDF5 1.14.6. Run from the repository root:

    python tools/reference/hdf5_features.py

Writes packages/formats/fixtures/hdf5/. Values follow from their index, so that tests need no second file: element i of a
data set is i / 4, as whole numbers i.
"""

import sys

import h5py
import ml_dtypes
import numpy as np
from fixture import ROOT

OUT = ROOT / "packages/formats/fixtures/hdf5"


def values(*shape, dtype=np.float32):
    count = np.arange(np.prod(shape, dtype=int))
    return (count if np.dtype(dtype).kind in "iu" else count / 4).reshape(shape).astype(dtype)


def file(name, **options):
    return h5py.File(OUT / f"{name}.h5", "w", **options)


def readable():
    with file("types") as f:
        for kind in ("float16", "float32", "float64", "int8", "uint8", "int32", "int64"):
            f.create_dataset(kind, data=values(2, 3, dtype=kind))
        f.create_dataset("bfloat16", data=values(2, 3).astype(ml_dtypes.bfloat16))
        f.create_dataset("big-endian", data=values(2, 3, dtype=">f4"))
        f.create_dataset("scalar", data=np.float32(0.25))
        f.create_dataset("empty", data=np.zeros((0, 3), np.float32))
        f.create_dataset("flags", data=np.array([True, False]))
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((2, 3))
        h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, compact).write(h5py.h5s.ALL, h5py.h5s.ALL, values(2, 3))
    with file("chunks") as f:
        f.create_dataset("plain", data=values(5, 7), chunks=(2, 3))
        f.create_dataset("gzip", data=values(5, 7), chunks=(2, 3), compression="gzip")
        f.create_dataset("gzip and shuffle", data=values(5, 7, 3), chunks=(2, 3, 2), compression="gzip", shuffle=True)
        f.create_dataset("many", data=values(300), chunks=(1,), compression="gzip")
    with file("attributes") as f:
        f.attrs["text"] = "größe"
        f.attrs["bytes"] = np.bytes_("fixed")
        f.attrs["texts"] = ["one", "two", ""]
        f.attrs["fixed texts"] = np.array([b"a", b"bcd"])
        f.attrs["none"] = []
        f.attrs["number"] = 7
        f.attrs["long"] = "x" * 70_000
    with file("many-members") as f:
        target = f.create_dataset("target", data=values(2))
        for number in range(400):
            f[f"member {number}"] = target
    with file("latest", libver="latest") as f:
        f.attrs["text"] = "new"
        f.create_group("a/b").create_dataset("c", data=values(2, 3))


def refused():
    with file("external-link") as f:
        f["weights"] = h5py.ExternalLink("/etc/passwd", "/")
    with file("soft-link") as f:
        f.create_dataset("here", data=values(2))
        f["weights"] = h5py.SoftLink("/here")
    with file("external-storage") as f:
        f.create_dataset("weights", shape=(4,), dtype="u1", external=[("/etc/passwd", 0, 4)])
    with file("virtual") as f:
        layout = h5py.VirtualLayout(shape=(4,), dtype="f4")
        layout[:] = h5py.VirtualSource("/tmp/other.h5", "weights", shape=(4,))
        f.create_virtual_dataset("weights", layout)
    with file("lzf") as f:
        f.create_dataset("weights", data=values(64), chunks=(16,), compression="lzf")
    with file("fletcher32") as f:
        f.create_dataset("weights", data=values(64), chunks=(16,), fletcher32=True)
    with file("bomb") as f:
        f.create_dataset("weights", shape=(10_000_000,), dtype="f4", chunks=(10_000_000,), compression="gzip")[:] = 0
    with file("no-values") as f:
        f.create_dataset("weights", shape=(1 << 40,), dtype="f4", chunks=(1 << 20,), compression="gzip")
        f.create_dataset("late", shape=(1 << 20,), dtype="f4")
    with file("dense", libver="latest") as f:
        for number in range(20):
            f.create_group(f"member {number}")
    with file("committed-type") as f:
        f["type"] = np.dtype("f4")
        f.create_dataset("weights", shape=(4,), dtype=f["type"])


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    readable()
    refused()
    print(f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}", file=sys.stderr)
