"""Makes the golden vectors beside this file: python3 generate.py (NumPy 1.24.2, SciPy 1.10.1).

What SciPy has is made by SciPy; the rest is written here in the plainest way that the definition allows (full rate, full length, no shortcut), so that it shares
no trick with the code it checks. Run it only to add vectors: the committed numbers are the reference.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import integrate, interpolate, ndimage, optimize, signal, stats

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261122)


def save(name, **content):
    made = f"generate.py, numpy {np.__version__}, scipy {scipy.__version__}"
    plain = json.loads(json.dumps({"made": made, **content}, default=lambda value: np.asarray(value).tolist()))
    (HERE / f"{name}.json").write_text(json.dumps(plain, separators=(",", ":")) + "\n")


def block(size, rate):
    """A sine with an offset, a modulated resonance and noise."""
    t = np.arange(size) / rate
    tone = 0.7 * np.sin(2 * np.pi * 0.0713 * rate * t + 0.3) + 0.25
    carrier = (1 + 0.8 * np.cos(2 * np.pi * 0.021 * rate * t)) * np.sin(2 * np.pi * 0.31 * rate * t)
    return tone + carrier + 0.2 * rng.standard_normal(size)


RATE = 1000.0
EVEN = block(256, RATE)
ODD = block(243, RATE)
blocks = {"even": EVEN, "odd": ODD}
save("blocks", rate=RATE, **blocks)

NAMES = ["boxcar", "hann", "hamming", "blackman", "blackmanharris", "flattop"]
save("windows", windows=[{"name": name, "size": size, "weights": signal.get_window(name, size)} for name in NAMES for size in (1, 2, 7, 16)])


def periodogram(x, window, scaling):
    return signal.periodogram(x, RATE, window, detrend="constant", scaling=scaling)[1]


def welch(x, **options):
    return signal.welch(x, RATE, **options)[1]


save(
    "spectra",
    periodograms=[
        {"block": name, "window": window, "scaling": scaling, "values": periodogram(x, window, scaling)}
        for name, x in blocks.items()
        for window in ("boxcar", "hann", "flattop")
        for scaling in ("spectrum", "density")
    ],
    welch=[
        {"block": "even", "segment": 64, "overlap": 32, "window": "hann", "scaling": "density", "values": welch(EVEN, nperseg=64)},
        {"block": "odd", "segment": 51, "overlap": 20, "window": "hamming", "scaling": "spectrum", "values": welch(ODD, nperseg=51, noverlap=20, window="hamming", scaling="spectrum")},
    ],
)

UNEVEN = np.concatenate([rng.standard_normal(40), rng.standard_exponential(21) * 3, [1.5] * 4])
save(
    "statistics",
    values=UNEVEN,
    moments={
        "mean": UNEVEN.mean(),
        "rms": UNEVEN.std(),
        "peak": np.abs(UNEVEN - UNEVEN.mean()).max(),
        "peakToPeak": np.ptp(UNEVEN),
        "skewness": stats.skew(UNEVEN),
        "kurtosis": stats.kurtosis(UNEVEN, fisher=False),
    },
    quantiles=[{"probability": p, "value": np.quantile(UNEVEN, p)} for p in (0, 0.05, 0.25, 0.5, 0.731, 0.95, 1)],
    mad=stats.median_abs_deviation(UNEVEN),
    trimmed=[{"share": s, "value": stats.trim_mean(UNEVEN, s)} for s in (0, 0.1, 0.25, 0.49)],
    madToSigma=1 / stats.norm.ppf(0.75),
    runningMedian=[{"reach": r, "values": [np.median(UNEVEN[max(0, k - r) : k + r + 1]) for k in range(len(UNEVEN))]} for r in (0, 1, 5, 100)],
)

# Dies away at both ends, so that the block being one period (ours) and being padded (sosfiltfilt) are the same thing.
t = np.arange(512) - 255.5
PULSE = np.exp(-((t / 60) ** 2)) * np.sin(0.002 * t * np.abs(t) + 0.4)
SOS = signal.butter(3, [60, 180], "bandpass", fs=RATE, output="sos")
frequencies, response = signal.sosfreqz(SOS, worN=np.linspace(1, 499, 40), fs=RATE)
SIDES = {
    name: {
        "hilbert": signal.hilbert(x).imag,
        "envelope": np.abs(signal.hilbert(x)),
    }
    for name, x in blocks.items()
}
save(
    "filters",
    analytic=SIDES,
    butterworth={
        "band": [60, 180],
        "order": 3,
        "frequencies": frequencies,
        "gain": np.abs(response) ** 2,
        "pulse": PULSE,
        "filtered": signal.sosfiltfilt(SOS, PULSE, padtype="constant", padlen=500),
    },
)


def bins_in(size, low, high):
    f = np.arange(size // 2 + 1) * RATE / size
    return f, (f >= low - 1e-9) & (f <= high + 1e-9)


def analytic_band(x, low, high):
    """Analytic signal of a band with vertical edges, at full rate; 0 Hz and half the rate never belong."""
    size = len(x)
    f, inside = bins_in(size, low, high)
    inside &= (f > 0) & (f < RATE / 2)
    full = np.zeros(size, complex)
    full[: len(f)] = np.where(inside, 2 * np.fft.rfft(x), 0)
    return np.fft.ifft(full)


def squared_envelope(x, low, high, window):
    squared = np.abs(analytic_band(x, low, high)) ** 2
    mean = squared.mean()
    weights = signal.get_window(window, len(x))
    values = 2 * np.abs(np.fft.rfft((squared - mean) * weights)) / weights.sum()
    values[0] = mean
    return values


save(
    "envelope",
    spectra=[
        {"block": name, "band": band, "window": window, "values": squared_envelope(x, *band, window)}
        for name, x in blocks.items()
        for band in ([200.0, 420.0], [0.0, 500.0], [295.0, 330.0])
        for window in ("boxcar", "hann")
    ],
)


def integrated(x, low, high, order):
    size = len(x)
    f, inside = bins_in(size, low, high)
    inside &= f > 0
    spectrum = np.fft.rfft(x)
    omega = np.where(inside, 2 * np.pi * f, 1)
    return np.fft.irfft(np.where(inside, spectrum / (1j * omega) ** order, 0), size)


def band_rms(x, low, high, order):
    size = len(x)
    f, inside = bins_in(size, low, high)
    inside &= f > 0
    weights = signal.get_window("hann", size)
    power = 2 * np.abs(np.fft.rfft((x - x.mean()) * weights)) ** 2
    if size % 2 == 0:
        power[-1] /= 2
    omega = np.where(inside, 2 * np.pi * f, 1)
    return np.sqrt(np.sum(np.where(inside, power / omega ** (2 * order), 0)) / size / np.sum(weights**2))


save(
    "integration",
    cases=[
        {"block": name, "band": band, "order": order, "rms": band_rms(x, *band, order), "samples": integrated(x, *band, order)}
        for name, x in blocks.items()
        for band in ([10.0, 400.0], [40.0, 500.0])
        for order in (0, 1, 2)
    ],
)


def whitened(x):
    spectrum = np.fft.rfft(x)
    spectrum[0] = 0
    magnitude = np.abs(spectrum)
    magnitude[0] = 1
    return np.fft.irfft(spectrum / magnitude * np.sqrt(len(x)), len(x))


save(
    "cepstrum",
    cepstra={name: np.fft.irfft(np.log(np.abs(np.fft.rfft(x))), len(x)) for name, x in blocks.items()},
    whitened={name: whitened(x) for name, x in blocks.items()},
)


def kurtosis_of(z, weights):
    fourth = np.sum(np.abs(z) ** 4) / np.sum(weights**4)
    second = np.sum(np.abs(z) ** 2) / np.sum(weights**2)
    return fourth / second**2 - 2


def kurtogram(x, tree):
    """Each band at full rate: bins round(b·half/n) up to the next band's first."""
    size = len(x)
    half = size // 2
    weights = signal.get_window("hann", size)
    windowed = (x - x.mean()) * weights
    rows = []
    for n in tree:
        row = []
        for b in range(n):
            first, end = int(np.floor(b * half / n + 0.5)), int(np.floor((b + 1) * half / n + 0.5))
            step = RATE / size
            row.append(kurtosis_of(analytic_band(windowed, first * step, (end - 1) * step), weights))
        rows.append({"bands": n, "values": row})
    return rows


def impacts(size):
    x = 0.1 * rng.standard_normal(size)
    for at in range(20, size - 40, 90):
        x[at : at + 40] += np.exp(-np.arange(40) / 8) * np.sin(2 * np.pi * 0.29 * np.arange(40))
    return x


def short_time_kurtosis(x, segment, overlap):
    weights = signal.get_window("hann", segment)
    starts = range(0, len(x) - segment + 1, segment - overlap)
    parts = [x[s : s + segment] for s in starts]
    power = np.abs(np.fft.rfft([(p - p.mean()) * weights for p in parts])) ** 2
    gaussian = np.full(power.shape[1], 2.0)
    gaussian[0] = 3
    if segment % 2 == 0:
        gaussian[-1] = 3
    return np.mean(power**2, axis=0) / np.mean(power, axis=0) ** 2 - gaussian


STRUCK = {"even": impacts(512), "odd": impacts(501)}
save(
    "kurtosis",
    rate=RATE,
    blocks=STRUCK,
    kurtograms={name: kurtogram(x, [1, 2, 3, 4, 6, 8]) for name, x in STRUCK.items()},
    spectral=[{"block": name, "segment": s, "overlap": o, "values": short_time_kurtosis(STRUCK[name], s, o)} for name, s, o in (("even", 32, 24), ("odd", 45, 10))],
)

# IEC 61672-1:2013, table 3: A-weighting rounded to 0.1 dB at nominal frequencies 10 Hz … 20 kHz (exact: 1000 · 10^(n/10)).
TABLE_3 = [-70.4, -63.4, -56.7, -50.5, -44.7, -39.4, -34.6, -30.2, -26.2, -22.5, -19.1, -16.1, -13.4, -10.9, -8.6, -6.6, -4.8, -3.2, -1.9, -0.8, 0.0, 0.6, 1.0, 1.2, 1.3, 1.2, 1.0, 0.5, -0.1, -1.1, -2.5, -4.3, -6.6, -9.3]
CORNERS = 2 * np.pi * np.array([20.598997, 107.65265, 737.86223, 12194.217])
POLES = -CORNERS[[0, 0, 1, 2, 3, 3]]
gain = 1 / np.abs(signal.freqs_zpk([0] * 4, POLES, 1, [2 * np.pi * 1000])[1][0])
WEIGH_AT = np.array([12.5, 50, 333, 1000, 2500, 7777, 15000])
SOUND_RATE = 16000.0
digital = signal.bilinear_zpk([0] * 4, POLES, gain, SOUND_RATE)
sections = signal.zpk2sos(*digital)
sections[0, :3] /= np.abs(signal.sosfreqz(sections, [1000], fs=SOUND_RATE)[1][0])
SOUND = np.round(0.05 * np.sin(2 * np.pi * 440 * np.arange(400) / SOUND_RATE) + 0.02 * rng.standard_normal(400), 6)
weighed = signal.sosfilt(sections, SOUND)


def time_weighted(tau):
    share = 1 - np.exp(-1 / (tau * SOUND_RATE))
    return signal.lfilter([share], [1, share - 1], weighed**2)


def hann_power(x):
    weights = signal.get_window("hann", len(x))
    power = 2 * np.abs(np.fft.rfft((x - x.mean()) * weights)) ** 2 / len(x) / np.sum(weights**2)
    if len(x) % 2 == 0:
        power[-1] /= 2
    return power


def band_power(x, rate, low, high):
    """Lines as blocks of width one step; the integral over the band by the running sum."""
    power = hann_power(x)
    step = rate / len(x)
    edges = (np.arange(len(power) + 1) - 0.5) * step
    running = np.concatenate([[0], np.cumsum(power)])
    return np.interp(high, edges, running) - np.interp(low, edges, running)


line_gain = np.abs(signal.freqs_zpk([0] * 4, POLES, gain, 2 * np.pi * np.maximum(1e-9, np.fft.rfftfreq(400, 1 / SOUND_RATE)))[1])
centres = 1000 * 10 ** (np.arange(-3, 9) / 10)
save(
    "sound",
    table3=[{"frequency": 1000 * 10 ** (n / 10), "db": db} for n, db in zip(range(-20, 14), TABLE_3)],
    exact=[{"frequency": f, "gain": g} for f, g in zip(WEIGH_AT, np.abs(signal.freqs_zpk([0] * 4, POLES, gain, 2 * np.pi * WEIGH_AT)[1]))],
    rate=SOUND_RATE,
    samples=SOUND,
    equivalent=10 * np.log10(np.mean(weighed**2) / 4e-10),
    fast={"last": 10 * np.log10(time_weighted(0.125)[-1] / 4e-10), "max": 10 * np.log10(time_weighted(0.125).max() / 4e-10)},
    slow={"last": 10 * np.log10(time_weighted(1)[-1] / 4e-10), "max": 10 * np.log10(time_weighted(1).max() / 4e-10)},
    blockLevel=10 * np.log10(np.sum(hann_power(SOUND) * line_gain**2) / 4e-10),
    thirdOctaves=[{"centre": c, "meanSquare": band_power(SOUND, SOUND_RATE, c / 10**0.05, c * 10**0.05)} for c in centres],
)

PULSES = np.cumsum(np.concatenate([[0.013], 0.04 + 0.004 * np.sin(np.arange(14) / 3) + 0.0002 * np.arange(14)]))
turns = np.linspace(-0.2, 7.2, 60)
spline = interpolate.CubicSpline(np.arange(len(PULSES)) / 2, PULSES)
few = [{"count": n, "values": interpolate.CubicSpline(np.arange(n) / 2, PULSES[:n])(np.linspace(0, (n - 1) / 2, 9))} for n in (2, 3, 4)]
TIMES = np.array([0.0, 0.4, 0.5, 1.3])
RPM = np.array([600.0, 900.0, 900.0, 450.0])


def turned(at):
    return integrate.quad(lambda s: np.interp(s, TIMES, RPM) / 60, 0, at, points=[p for p in TIMES if p <= at], epsabs=1e-13)[0]


total = turned(1.3)
asked = np.linspace(0.01, 0.99, 12) * total
REPEATED = np.tile(rng.standard_normal(16), 9)[:140] + 0.1 * rng.standard_normal(140)
mean_turn = REPEATED[:128].reshape(8, 16).mean(axis=0)
save(
    "orders",
    pulses=PULSES,
    pulsesPerRevolution=2,
    turns=turns,
    times=spline(turns),
    few=few,
    profile={"times": TIMES, "rpm": RPM, "revolutions": total, "asked": asked, "at": [optimize.brentq(lambda s: turned(s) - a, 0, 1.3, xtol=1e-13) for a in asked]},
    angular={"samples": REPEATED, "samplesPerRevolution": 16, "average": mean_turn, "residual": REPEATED - np.resize(mean_turn, 140)},
)
