"""Writes scores_reference.json: scikit-learn's scores of recorded predictions, for scores_test.go.

Run with scikit-learn 1.9.1 and numpy 2.4.6:  python scores_reference.py > scores_reference.json

The calibration error is not in scikit-learn: it is computed here from the definition of Guo et al. 2017, equation 3,
with 15 bins.
"""
import json

import numpy as np
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, top_k_accuracy_score


def expected_calibration_error(confidence, right, bins=15):
    edges = np.linspace(0, 1, bins + 1)
    total = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return total


def case(seed, classes, images, sharpness, tested):
    """Of so many classes only the first ones are tested; class sizes differ."""
    rng = np.random.default_rng(seed)
    labels = np.sort(rng.integers(0, tested, images) ** 2 % tested)
    scores = rng.standard_normal((images, classes))
    scores[np.arange(images), labels] += sharpness
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    p = np.round(p, 6)
    predicted = p.argmax(axis=1)
    ranked = np.argsort(-p, axis=1, kind="stable")[:, : min(5, classes)]
    confidence = p.max(axis=1)
    out = {
        "classes": classes, "labels": labels.tolist(), "predicted": predicted.tolist(), "ranked": ranked.ravel().tolist(),
        "confidence": confidence.tolist(),
        "error": 1 - accuracy_score(labels, predicted),
        "class_error": 1 - balanced_accuracy_score(labels, predicted),
        "macro_f1": f1_score(labels, predicted, average="macro", zero_division=0),
        "calibration": expected_calibration_error(confidence, predicted == labels),
        "top5": 0.0,
    }
    if classes > 5:
        out["top5"] = 1 - top_k_accuracy_score(labels, p, k=5, labels=np.arange(classes))
    return out


print(json.dumps({"cases": [
    case(1, 20, 120, 1.0, 20),
    case(2, 3, 50, 0.5, 3),
    case(3, 100, 200, 2.5, 30),
    case(4, 6, 7, 0.0, 2),
]}))
