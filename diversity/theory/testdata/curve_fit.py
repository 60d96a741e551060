"""Fits E + A K^-a + B n^-b by scipy.optimize.curve_fit from several starts.

Reads {"K": [...], "n": [...], "errors": [[...], ...], "starts": [[E, A, B, a, b], ...], "low": 0.02, "high": 4} from
standard input: one list of errors per study. Writes {"squares": [...], "seconds": s, "version": v}: the lowest sum of
squares of each study over the starts, and the processor time of all fits.
"""

import json
import sys
import time
import warnings

import numpy as np
import scipy
from scipy.optimize import curve_fit

warnings.simplefilter("ignore")


def law(sizes, e, a_coefficient, b_coefficient, a, b):
    ln_k, ln_n = sizes
    return e + a_coefficient * np.exp(-a * ln_k) + b_coefficient * np.exp(-b * ln_n)


def slopes(sizes, e, a_coefficient, b_coefficient, a, b):
    ln_k, ln_n = sizes
    of_k, of_n = np.exp(-a * ln_k), np.exp(-b * ln_n)
    return np.stack([np.ones_like(ln_k), of_k, of_n, -a_coefficient * ln_k * of_k, -b_coefficient * ln_n * of_n], axis=1)


def fit(sizes, errors, starts, bounds):
    lowest = np.inf
    for start in starts:
        try:
            found, _ = curve_fit(law, sizes, errors, p0=start, bounds=bounds, jac=slopes, xtol=1e-12, ftol=1e-12, gtol=1e-12)
        except RuntimeError:  # no convergence from this start
            continue
        lowest = min(lowest, float(np.sum((law(sizes, *found) - errors) ** 2)))
    return lowest


def main():
    task = json.load(sys.stdin)
    sizes = np.log(np.array([task["K"], task["n"]], dtype=float))
    low, high = task["low"], task["high"]
    bounds = ([0, 0, 0, low, low], [np.inf, np.inf, np.inf, high, high])
    studies = [np.array(errors) for errors in task["errors"]]
    fit(sizes, studies[0], task["starts"], bounds)  # warm up
    began = time.process_time()
    squares = [fit(sizes, errors, task["starts"], bounds) for errors in studies]
    json.dump({"squares": squares, "seconds": time.process_time() - began, "version": scipy.__version__}, sys.stdout)


main()
