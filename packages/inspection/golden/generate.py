"""Makes the golden vectors beside this file: python3 generate.py (NumPy 2.4.6, SciPy 1.17.1).

Written in the plainest way that the definitions allow, so that it shares no trick with the code it checks. Run it only to add vectors: the committed numbers are the reference.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import integrate, stats

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261201)


def save(name, **content):
    made = f"generate.py, numpy {np.__version__}, scipy {scipy.__version__}"
    plain = json.loads(json.dumps({"made": made, **content}, default=lambda value: np.asarray(value).tolist()))
    (HERE / f"{name}.json").write_text(json.dumps(plain, separators=(",", ":")) + "\n")


def range_moments(n):
    """Mean and standard deviation of the range of n normal values, by integration of its distribution."""
    F, f = stats.norm.cdf, stats.norm.pdf
    below = lambda w: n * integrate.quad(lambda x: f(x) * (F(x + w) - F(x)) ** (n - 1), -9, 9, epsabs=1e-11)[0]
    mean = integrate.quad(lambda w: 1 - below(w), 0, 14, epsabs=1e-9)[0]
    square = integrate.quad(lambda w: 2 * w * (1 - below(w)), 0, 14, epsabs=1e-9)[0]
    return mean, np.sqrt(square - mean**2)


def nelson(z):
    """Every end of every run, by L. S. Nelson's words."""
    found = []
    for i in range(len(z)):
        last = lambda n: z[i + 1 - n : i + 1]
        if abs(z[i]) > 3:
            found.append(["beyond-limit", i])
        if i >= 8 and (np.all(last(9) > 0) or np.all(last(9) < 0)):
            found.append(["nine-one-side", i])
        if i >= 5 and (np.all(np.diff(last(6)) > 0) or np.all(np.diff(last(6)) < 0)):
            found.append(["six-trend", i])
        if i >= 13 and np.all(np.sign(np.diff(last(14)))[1:] * np.sign(np.diff(last(14)))[:-1] == -1):
            found.append(["fourteen-alternating", i])
        if i >= 2 and any(s * z[i] > 2 and np.sum(s * last(3) > 2) >= 2 for s in (1, -1)):
            found.append(["two-of-three", i])
        if i >= 4 and any(s * z[i] > 1 and np.sum(s * last(5) > 1) >= 4 for s in (1, -1)):
            found.append(["four-of-five", i])
        if i >= 14 and np.all(np.abs(last(15)) < 1):
            found.append(["fifteen-near", i])
        if i >= 7 and np.all(np.abs(last(8)) > 1) and np.any(last(8) > 0) and np.any(last(8) < 0):
            found.append(["eight-far", i])
    return found


def bissell(index, n, freedom, level=0.95):
    z = stats.norm.ppf(0.5 + level / 2)
    reach = z * np.sqrt(1 / (9 * n) + index**2 / (2 * freedom))
    return [index, index - reach, index + reach]


def spread_index(index, freedom, level=0.95):
    low, high = stats.chi2.ppf([(1 - level) / 2, (1 + level) / 2], freedom)
    return [index, index * np.sqrt(low / freedom), index * np.sqrt(high / freedom)]


def control():
    values = np.round(10 + 0.5 * rng.standard_normal(60), 3)
    values[45:] += 0.6
    n = 5
    groups = values.reshape(-1, n)
    moments = {size: range_moments(size) for size in range(2, 11)}
    d2, d3 = (round(moment, 3) for moment in moments[n])
    means, ranges = groups.mean(1), np.ptp(groups, axis=1)
    mean_range = ranges.mean()
    sigma = mean_range / d2
    short = np.abs(np.diff(values)).mean() / round(moments[2][0], 3)
    overall = values.std(ddof=1)
    weight, limit = 0.1, 2.7
    z, ewma = values.mean(), []
    for x in values:
        z = weight * x + (1 - weight) * z
        ewma.append(z)
    reach = [limit * short * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * (k + 1)))) for k in range(60)]
    lower, upper, freedom = 8.0, 12.5, 59
    room = min(upper - values.mean(), values.mean() - lower)
    rough = 0.5 / 0.826 * freedom
    wild = np.round(rng.standard_normal(4000) * np.repeat(rng.choice([0.5, 1, 1.6], 40), 100) + np.repeat(rng.choice([-0.6, 0, 0.6], 40), 100), 4)
    wild[1000:1100] = np.round(np.where(np.arange(100) % 2, 1, -1) * (0.5 + rng.random(100)), 4)
    wild[1200:1220] = np.round(np.linspace(-1, 1, 20), 4)
    save(
        "control",
        moments=[[size, *moment] for size, moment in moments.items()],
        values=values,
        subgroups={
            "size": n, "meanRange": mean_range, "sigma": sigma, "means": means, "ranges": ranges,
            "meanLimits": [means.mean() - 3 * sigma / np.sqrt(n), means.mean() + 3 * sigma / np.sqrt(n)],
            "rangeLimits": [max(0, mean_range * (1 - 3 * d3 / d2)), mean_range * (1 + 3 * d3 / d2)],
        },
        individuals={"centre": values.mean(), "sigma": short},
        ewma={"weight": weight, "limit": limit, "values": ewma, "reach": reach},
        capability={
            "lower": lower, "upper": upper, "overall": overall,
            "cp": spread_index((upper - lower) / (6 * short), rough), "pp": spread_index((upper - lower) / (6 * overall), freedom),
            "cpk": bissell(room / (3 * short), 60, rough), "ppk": bissell(room / (3 * overall), 60, freedom),
        },
        runs={"deviations": wild, "nelson": nelson(wild)},
    )


control()
