"""Writes numpy_reference.json: the quantities of package diagnose by numpy and scipy, for reference_test.go.

Run with numpy 2.4.6 and scipy 1.17.1:  python numpy_reference.py > numpy_reference.json
"""
import json

import numpy as np
from scipy.linalg import sqrtm


def moments(x, labels):
    c = labels.max() + 1
    means = np.stack([x[labels == k].mean(0) for k in range(c)])
    return c, means, means - means.mean(0)


def cdnv(x, labels):
    c, means, _ = moments(x, labels)
    v = [((x[labels == k] - means[k]) ** 2).sum() / ((labels == k).sum() - 1) for k in range(c)]
    pairs = [(v[i] + v[j]) / (2 * ((means[i] - means[j]) ** 2).sum()) for i in range(c) for j in range(i)]
    return np.mean(pairs)


def nc1(x, labels):
    c, means, centred = moments(x, labels)
    d = x - means[labels]
    within, between = d.T @ d / len(x), centred.T @ centred / c
    return np.trace(within @ np.linalg.pinv(between, rcond=1e-10, hermitian=True)) / c


def rankme(x):
    s = np.linalg.svd(x, compute_uv=False)
    p = s / s.sum() + 1e-7
    return np.exp(-(p * np.log(p)).sum())


def spread(x, labels, prefix=""):
    c, means, centred = moments(x, labels)
    return {
        prefix + "within": ((x - means[labels]) ** 2).sum() / (len(x) - c), prefix + "between": (centred**2).sum() / c,
        prefix + "cdnv": cdnv(x, labels), prefix + "nc1": nc1(x, labels), prefix + "rankme": rankme(x),
    }


def head(x, labels):
    c = labels.max() + 1
    y, centred = np.eye(c)[labels], x - x.mean(0)
    a = centred.T @ centred
    a += 1e-3 * np.trace(a) / len(a) * np.eye(len(a))
    w = np.linalg.solve(a, centred.T @ (y - y.mean(0))).T
    return w, centred @ w.T + y.mean(0)


def pretraining(x, labels, layers, image_norm):
    c, means, centred = moments(x, labels)
    out = spread(x, labels)
    lengths = np.linalg.norm(centred, axis=1)
    out["nc2_norms"] = lengths.std() / lengths.mean()
    cosine = (centred @ centred.T / np.outer(lengths, lengths))[np.tril_indices(c, -1)]
    out["nc2_angles"], out["nc2_max_angle"] = cosine.std(), np.abs(cosine + 1 / (c - 1)).mean()
    w, scores = head(x, labels)
    out["nc3"] = ((w / np.linalg.norm(w) - centred / np.linalg.norm(centred)) ** 2).sum()
    nearest = ((x[:, None] - means[None]) ** 2).sum(2).argmin(1)
    out["nc4"] = (nearest != scores.argmax(1)).mean()
    s = np.linalg.svd(w, compute_uv=False)
    least = s[min(c - 1, x.shape[1]) - 1]
    out["head_least"], out["head_condition"] = least / np.sqrt(c), least / s[0]
    others = scores.copy()
    others[np.arange(len(x)), labels] = -np.inf
    margin = np.median(scores[np.arange(len(x)), labels] - others.max(1))
    out["margin"] = margin
    matrices = [l.reshape(len(l), -1) for l in layers]
    norms = [np.linalg.norm(a, 2) for a in matrices]
    out["log_spectral"] = np.log(norms).sum()
    matrices.append(w)
    norms.append(np.linalg.norm(w, 2))
    ratio = sum((np.linalg.norm(a, axis=1).sum() / n) ** (2 / 3) for a, n in zip(matrices, norms))
    bound = np.prod(norms) * ratio**1.5
    if margin > 0:
        out["log_normalised_margin"] = np.log(margin * len(x) / (bound * image_norm))
    return out


def frechet(x, y):
    a, b = np.cov(x.T), np.cov(y.T)
    root = sqrtm(a @ b).real
    return (((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(a + b - 2 * root)) / np.trace(a + b)


def unbiased_cka(x, y):
    def hsic(k, l):
        n = len(k)
        k, l = k.copy(), l.copy()
        np.fill_diagonal(k, 0)
        np.fill_diagonal(l, 0)
        one = np.ones(n)
        return (np.trace(k @ l) + one @ k @ one * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)) / (n * (n - 3))

    x, y = x - x.mean(0), y - y.mean(0)
    k, l = x @ x.T, y @ y.T
    return hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l))


def cka(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return np.linalg.norm(y.T @ x) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y))


def case(seed, classes, per_class, dim, noise, offset):
    rng = np.random.default_rng(seed)
    draw = lambda n: (rng.standard_normal((classes, dim))[np.repeat(np.arange(classes), n)] + offset
                      + noise * rng.standard_normal((classes * n, dim))).astype(np.float32)
    labels, task_labels = np.repeat(np.arange(classes), per_class), np.repeat(np.arange(classes), 4)
    x, task = draw(per_class), draw(4)
    layers = [rng.standard_normal((7, 3, 3, 2)).astype(np.float32), rng.standard_normal((dim, 9)).astype(np.float32)]
    x64, task64 = x.astype(np.float64), task.astype(np.float64)
    n = min(len(x), len(task))
    want = pretraining(x64, labels, [l.astype(np.float64) for l in layers], 12.5)
    want_task = spread(task64, task_labels, "task_") | {"distance": frechet(x64, task64)}
    values = lambda a: [float(f"{v:.9g}") for v in a.ravel()]
    return {
        "dim": dim, "features": values(x), "labels": labels.tolist(), "task": values(task), "task_labels": task_labels.tolist(),
        "layers": [{"shape": list(l.shape), "data": values(l)} for l in layers],
        "want": want, "want_task": want_task, "cka": cka(x64[:n], task64[:n]), "unbiased": unbiased_cka(x64[:n], task64[:n]),
    }


print(json.dumps({"cases": [
    case(1, 5, 8, 6, 0.7, 0.0), case(2, 12, 3, 5, 0.4, 3.0), case(3, 3, 6, 24, 1.0, 1.0), case(4, 2, 9, 4, 0.3, 0.0),
]}, default=float))
