"""Writes stand-ins for meta.mat of ImageNet's devkit, which has 1,860 synsets: a few, as scipy writes them."""

import numpy as np
from scipy.io import savemat

kind = [(name, object) for name in ("ILSVRC2012_ID", "WNID", "words", "gloss", "num_children", "children")]
rows = [
    (1, "n02119789", "kit fox, Vulpes macrotis", "small grey fox", 0, np.zeros((1, 0))),
    (2, "n02100735", "English setter", "an English breed", 0, np.zeros((1, 0))),
    (490, "n03000247", "café, coffee shop", "", 0, np.zeros((1, 0))),
    (1001, "n02084071", "dog, domestic dog", "a member of the genus", 2, np.array([[1.0, 2.0]])),
]
synsets = np.array([tuple(np.float64(v) if isinstance(v, int) else v for v in row) for row in rows], dtype=kind).reshape(-1, 1)
savemat("meta.mat", {"first": np.eye(3), "synsets": synsets}, do_compression=True)
savemat("meta-plain.mat", {"synsets": synsets})
