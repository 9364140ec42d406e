"""Writes packed-zstd.parquet, packed-gzip.parquet, packed-brotli.parquet and half.npy: python3 make-packed.py (PyArrow 25, NumPy 2).

400 values of sin(0.3 i), at 1000 a second from 2024-08-16T13:00:00Z; the half floats are the same.
"""
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

wave = np.sin(0.3 * np.arange(400))
start = datetime(2024, 8, 16, 13)
times = pa.array([start + timedelta(milliseconds=i) for i in range(400)], pa.timestamp("us"))
for name in ("zstd", "gzip", "brotli"):
    pq.write_table(pa.table({"time": times, "x": wave.astype("f4")}), f"packed-{name}.parquet", compression=name)
np.save("half.npy", wave.astype("f2"))
