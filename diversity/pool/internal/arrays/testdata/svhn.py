"""Writes svhn.mat, svhn-plain.mat and setid.mat, as the files of Street View House Numbers and of Oxford's flowers are.

Run with numpy 2.4.6 and scipy:  python svhn.py
"""
import numpy as np
from scipy.io import savemat

height, width, channels, count = 2, 3, 3, 4
x = np.zeros((height, width, channels, count), np.uint8)
for (h, w, c, m), _ in np.ndenumerate(x):
    x[h, w, c, m] = 100 * h + 10 * w + c + 30 * m
y = np.array([[1], [10], [9], [10]], np.uint8)
savemat("svhn.mat", {"X": x, "y": y}, do_compression=True)
savemat("svhn-plain.mat", {"other": np.arange(3.0), "y": y.astype(np.float64), "X": x})
savemat("setid.mat", {"trnid": np.array([[1, 3]]), "valid": np.array([[6]]), "tstid": np.array([[2, 4, 5]])},
        do_compression=True)
