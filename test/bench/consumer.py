"""What a competent user writes instead of Raceway: MQTT -> NumPy/SciPy -> InfluxDB 1.x, rows written a hundred at a time.

    python3 consumer.py fft|filters MQTT_PORT INFLUX_PORT DATABASE

Topics bench/<point>/<time in ns>, payloads int16. Ways: `fft` (one transform a step, envelope in the frequency domain), `filters` (butter, sosfiltfilt, hilbert, scipy.stats).
"""

import http.client
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
import paho.mqtt.client as mqtt  # noqa: E402
from scipy import fft, signal, stats  # noqa: E402

RATE, SIZE, SCALE, BAND = 25_600.0, 8192, 1 / 2048, (2000.0, 5000.0)
STEP = RATE / SIZE
FREQUENCY = np.arange(SIZE // 2 + 1) * STEP
HANN = signal.get_window("hann", SIZE)
SOS = signal.butter(4, BAND, "bandpass", fs=RATE, output="sos")
ISO = slice(int(np.ceil(10 / STEP)), int(1000 / STEP) + 1)
IN_BAND = slice(int(np.ceil(BAND[0] / STEP)), int(BAND[1] / STEP) + 1)
SHAFT, ORDERS = 1797 / 60, {"bpfo": 3.585, "bpfi": 5.415, "bsf2": 4.714, "ftf": 0.398}


def places(order):
    """Bins of the first five harmonics, 2 % either side."""
    for harmonic in range(1, 6):
        at = order * SHAFT * harmonic
        width = max(0.02 * at, 1.5 * STEP)
        yield slice(max(1, int((at - width) / STEP)), int(np.ceil((at + width) / STEP)) + 1)


LINES = {name: list(places(order)) for name, order in ORDERS.items()}


def envelope_of(x, way):
    if way == "filters":
        return np.abs(signal.hilbert(signal.sosfiltfilt(SOS, x)))
    spectrum = fft.fft(x)
    band = np.zeros_like(spectrum)
    band[IN_BAND] = 2 * spectrum[IN_BAND]
    return np.abs(fft.ifft(band))


def indicators(x, way):
    x = x - x.mean()
    square = x * x
    rms, peak = np.sqrt(square.mean()), np.abs(x).max()
    kurtosis = stats.kurtosis(x, fisher=False) if way == "filters" else (square * square).mean() / square.mean() ** 2
    magnitude = np.abs(fft.rfft(x * HANN)) * 4 / SIZE
    speed = magnitude[ISO] / (2 * np.pi * FREQUENCY[ISO]) * 9806.65
    envelope = envelope_of(x, way)
    lines = np.abs(fft.rfft((envelope - envelope.mean()) * HANN)) * 4 / SIZE
    found = {name: max(lines[place].max() for place in where) for name, where in LINES.items()}
    return {
        "rms": rms,
        "peak": peak,
        "crest": peak / rms,
        "kurtosis": kurtosis,
        "velocity_rms": np.sqrt((speed * speed).sum() / 3),
        "envelope_rms": np.sqrt((envelope * envelope).mean()),
        **found,
    }


way, mqtt_port, influx_port, database = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
store = http.client.HTTPConnection("127.0.0.1", influx_port)
rows, written = [], time.monotonic()


def flush():
    global written
    if rows:
        store.request("POST", f"/write?db={database}", "\n".join(rows))
        answer = store.getresponse()
        answer.read()
        assert answer.status == 204, answer.status
        rows.clear()
    written = time.monotonic()


def on_message(_client, _data, message):
    _, point, at = message.topic.split("/")
    found = indicators(np.frombuffer(message.payload, "<i2") * SCALE, way)
    fields = ",".join(f"{name}={value:.9g}" for name, value in found.items())
    rows.append(f"indicator,point={point} {fields} {at}")
    if len(rows) >= 100:
        flush()


client = mqtt.Client(f"python-{way}")
client.max_inflight_messages_set(1000)
client.on_message = on_message
client.on_subscribe = lambda *_: print("ready", flush=True)
client.connect("127.0.0.1", mqtt_port)
client.subscribe("bench/#", 1)
while True:
    client.loop(0.05)
    if time.monotonic() - written > 0.25:
        flush()
