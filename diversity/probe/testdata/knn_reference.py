"""Writes knn_reference.json: votes of the k-NN procedure of DINOv2 (dinov2/eval/knn.py) on small data, for knn_test.go.

The steps are those of its KnnModule on one device, in float32: features of length 1 (ModelWithNormalize), similarities
by a product of matrices, the largest max(k) of them, softmax(similarity / T) over these, and of the first k the sum of
one-hot labels by that weight; the class with the largest sum is the prediction.

Run with numpy 2.4.6:  python knn_reference.py > knn_reference.json
"""
import json

import numpy as np

TEMPERATURE = 0.07


def normalise(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), np.float32(1e-12))


def probabilities(train, labels, test, ks, classes):
    similarity = normalise(test) @ normalise(train).T
    order = np.argsort(-similarity, axis=1, kind="stable")[:, : max(ks)]
    top = np.take_along_axis(similarity, order, axis=1)
    weights = np.exp((top - top.max(1, keepdims=True)) / np.float32(TEMPERATURE))
    weights /= weights.sum(1, keepdims=True)
    votes = np.eye(classes, dtype=np.float32)[labels[order]] * weights[:, :, None]
    return {k: votes[:, :k].sum(1) for k in ks}


def case(seed, classes, per_class, dim, noise, ks):
    rng = np.random.default_rng(seed)
    means = rng.standard_normal((classes, dim)) + 1
    train_labels, test_labels = np.repeat(np.arange(classes), per_class), np.repeat(np.arange(classes), 8)
    train = (means[train_labels] + noise * rng.standard_normal((len(train_labels), dim))).astype(np.float32)
    test = (means[test_labels] + noise * rng.standard_normal((len(test_labels), dim))).astype(np.float32)
    train[3] = 0  # an image without features
    result = probabilities(train, train_labels, test, ks, classes)
    for votes in result.values():
        first, second = np.sort(votes, axis=1)[:, -1], np.sort(votes, axis=1)[:, -2]
        assert (first - second > 1e-5).all(), "no vote is decided by rounding"
    return {
        "dim": dim, "neighbours": ks,
        "train": [float(f"{v:.9g}") for v in train.ravel()], "train_labels": train_labels.tolist(),
        "test": [float(f"{v:.9g}") for v in test.ravel()], "test_labels": test_labels.tolist(),
        "votes": [result[k].argmax(1).tolist() for k in ks],
    }


print(json.dumps({"cases": [
    case(1, 6, 40, 8, 1.5, [10, 20, 100, 200]),
    case(2, 15, 20, 5, 1.0, [1, 3, 10, 20, 100, 200]),
    case(3, 3, 9, 12, 2.5, [1, 5, 27]),
]}))
