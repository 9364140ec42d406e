"""Writes the MAT-files beside it with SciPy, an implementation that is not ours. Run: python3 make-mat.py"""

import os

import numpy as np
from scipy.io import savemat

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def ramp(n, step=0.5, first=0.0):
    """first, first + step, …: the tests know every value."""
    return (first + step * np.arange(n)).reshape(-1, 1)


def cwru():
    record = {
        "X097_DE_time": ramp(1200, 0.25),
        "X098_DE_time": ramp(1100, 0.5),
        "X098_FE_time": ramp(1100, -0.5),
        "X098RPM": np.array([[1772]], dtype=np.uint16),
    }
    savemat(path("normal_1_98.mat"), record, do_compression=True)
    savemat(path("plain_97.mat"), {k: v for k, v in record.items() if "097" in k})


def mfpt():
    bearing = {"sr": 97656.0, "gs": ramp(1500, 0.001), "load": 270.0, "rate": 25.0}
    savemat(path("baseline_1.mat"), {"bearing": bearing}, do_compression=True)


def paderborn():
    def axis(name, raster, data):
        return (name, raster, data)

    kinds = [("Name", object), ("Raster", object), ("Data", object)]
    x = np.array(
        [
            axis("Time_Host", "HostService", np.arange(2560).reshape(1, -1) / 64000.0),
            axis("Time_4kHz", "Mech_4kHz", np.arange(160).reshape(1, -1) / 4000.0),
        ],
        dtype=kinds,
    ).reshape(1, -1)
    y = np.array(
        [
            axis("force", "Mech_4kHz", np.full((1, 160), 1000.0)),
            axis("speed", "Mech_4kHz", np.full((1, 160), 1500.0)),
            axis("vibration_1", "HostService", ramp(2560, 0.125).reshape(1, -1)),
        ],
        dtype=kinds,
    ).reshape(1, -1)
    record = {"Info": {"Text": "synthetic"}, "X": x, "Y": y}
    savemat(path("N15_M07_F10_K001_1.mat"), {"N15_M07_F10_K001_1": record}, do_compression=True)


def classes():
    """Every numeric class, text, cells, structs within structs, empty and complex arrays."""
    values = {}
    for name in ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "single", "double"]:
        dtype = {"single": "float32", "double": "float64"}.get(name, name)
        first = 0 if name.startswith("u") else -2
        values[name] = np.arange(first, first + 6, dtype=dtype).reshape(2, 3)
    values["text"] = "Wälzlager"
    cells = np.empty((1, 2), dtype=object)
    cells[0, 0] = np.array([[1.5, 2.5]])
    cells[0, 1] = "two"
    values["cells"] = cells
    values["nested"] = {"outer": {"inner": np.array([[7.0]])}, "name": "x"}
    values["empty"] = np.zeros((0, 0))
    values["complex"] = np.array([[1 + 2j, 3 - 4j]])
    savemat(path("classes-plain.mat"), values)
    savemat(path("classes-compressed.mat"), values, do_compression=True)


def vectors():
    savemat(
        path("ottawa.mat"),
        {
            "H_1_0": np.column_stack([np.arange(1200.0), np.arange(1200.0) * -1, np.full(1200, 3.0)]).astype("float32"),
            "fs": 42000.0,
            "notes": "five columns in the original",
        },
        do_compression=True,
    )
    savemat(path("nothing.mat"), {"a": 1.0, "b": "text"})


def versions():
    old = {"x": ramp(8), "note": "old", "counts": np.array([[1, 2], [3, 4]], dtype="int16")}
    savemat(path("level4.mat"), old, format="4")
    with open(path("hdf5.mat"), "wb") as out:
        out.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Mon Jan 01 00:00:00 2024 HDF5 schema 1.00 .".ljust(512, b" "))


for make in [cwru, mfpt, paderborn, classes, vectors, versions]:
    make()
