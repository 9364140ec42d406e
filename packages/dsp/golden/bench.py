"""The block pipeline of golden/block-pipeline.ts in NumPy/SciPy: one JSON line of blocks a second, by way and block size.

    python3 golden/bench.py        # golden/speed.ts runs it beside ours, turn by turn

Three ways, each giving rms, kurtosis, velocity rms 10-1000 Hz, amplitude spectrum and squared envelope spectrum up to 1600 Hz of 3200-6400 Hz:

  same algorithm   one rfft, Hann in the frequency domain, envelope on the decimated baseband: what ours does, in NumPy
  plain FFT        one transform per step at full length, as most scripts have it
  filters          butter + sosfiltfilt, hilbert, scipy.stats: as the tutorials have it
"""

import json
import time

import numpy as np
import scipy
from scipy import fft, signal, stats

RATE, BAND, TOP, ISO = 25_600.0, (3200.0, 6400.0), 1600.0, (10.0, 1000.0)


def block(size):
    n = np.arange(size)
    noise = np.random.default_rng(1).random(size) - 0.5
    return np.sin(0.01 * n) + np.exp(-(n % 240) / 12) * np.sin(0.8 * n) + noise


def moments(x):
    centred = x - x.mean()
    square = centred * centred
    variance = square.mean()
    return np.sqrt(variance), (square * square).mean() / variance**2


def velocity(power, size):
    step = RATE / size
    first, last = int(np.ceil(ISO[0] / step)), int(ISO[1] / step)
    omega = 2 * np.pi * step * np.arange(first, last + 1)
    return np.sqrt(2 * np.sum(power[first : last + 1] / omega**2) / 0.375) / size


def same_algorithm(x):
    size = len(x)
    rms, kurtosis = moments(x)
    spectrum = fft.rfft(x)
    spectrum[0] = 0
    hann = 0.5 * spectrum
    hann[1:-1] -= 0.25 * (spectrum[:-2] + spectrum[2:])
    magnitude = np.abs(hann)
    step = RATE / size
    first, last = int(np.ceil(BAND[0] / step)), int(BAND[1] / step)
    top = int(TOP / step)
    length = fft.next_fast_len(last - first + top + 3)
    baseband = fft.ifft(spectrum[first : last + 1], length) * (2 * length / size)
    lines = fft.rfft(baseband.real**2 + baseband.imag**2)[: top + 2]
    mean = lines[0].real / length
    lines[0] = 0
    envelope = np.abs(lines[1 : top + 1] - 0.5 * (lines[:top] + lines[2 : top + 2])) * (2 / length)
    return rms, kurtosis, velocity(magnitude**2, size), magnitude * (4 / size), mean, envelope


def plain_fft(x):
    size = len(x)
    rms, kurtosis = moments(x)
    hann = signal.get_window("hann", size)
    magnitude = np.abs(fft.rfft((x - x.mean()) * hann))
    full = fft.fft(x)
    frequency = np.fft.fftfreq(size, 1 / RATE)
    full[(frequency < BAND[0]) | (frequency > BAND[1])] = 0
    squared = np.abs(fft.ifft(2 * full)) ** 2
    envelope = np.abs(fft.rfft((squared - squared.mean()) * hann)) * (4 / size)
    return rms, kurtosis, velocity(magnitude**2, size), magnitude * (4 / size), squared.mean(), envelope


SOS_BAND = signal.butter(4, BAND, "bandpass", fs=RATE, output="sos")
SOS_ISO = signal.butter(2, ISO, "bandpass", fs=RATE, output="sos")


def filters(x):
    rms, kurtosis = x.std(), stats.kurtosis(x, fisher=False)
    _, power = signal.periodogram(x, RATE, "hann", scaling="spectrum")
    speed = np.cumsum(signal.sosfiltfilt(SOS_ISO, x)) / RATE
    squared = np.abs(signal.hilbert(signal.sosfiltfilt(SOS_BAND, x))) ** 2
    _, envelope = signal.periodogram(squared, RATE, "hann", scaling="spectrum")
    return rms, kurtosis, speed.std(), np.sqrt(2 * power), squared.mean(), np.sqrt(2 * envelope)


def blocks_per_second(job, x):
    """Best of three: what the machine allows when nothing else disturbs."""
    for _ in range(20):
        job(x)
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(40):
            job(x)
        best = max(best, 40 / (time.perf_counter() - start))
    return best


rates = {}
for size in (2048, 8192, 32_768):
    x = block(size)
    same, plain = same_algorithm(x), plain_fft(x)
    assert np.allclose(same[:3], plain[:3]) and np.isclose(same[4], plain[4])
    assert np.allclose(same[5], plain[5][1 : len(same[5]) + 1], atol=1e-9)
    rates[size] = {job.__name__: blocks_per_second(job, x) for job in (same_algorithm, plain_fft, filters)}
print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__, "rates": rates}))
