"""Writes sklearn_reference.json: what scikit-learn computes on small data sets, for reference_test.go.

Run with scikit-learn 1.9.1 and numpy 2.4.6:  python sklearn_reference.py > sklearn_reference.json
"""
import json

import numpy as np
from sklearn.linear_model import Ridge, RidgeCV
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import StandardScaler


def draw(rng, classes, per_class, means, noise):
    labels = np.repeat(np.arange(classes), per_class)
    return (means[labels] + noise * rng.standard_normal((len(labels), means.shape[1]))).astype(np.float32), labels


def case(seed, classes, shots, dim, noise, strengths):
    rng = np.random.default_rng(seed)
    means = rng.standard_normal((classes, dim))
    train, train_labels = draw(rng, classes, shots, means, noise)
    test, test_labels = draw(rng, classes, 4, means, noise)
    # Scale features apart, and keep one constant, to exercise standardisation.
    factors = np.exp(rng.standard_normal(dim)).astype(np.float32)
    train, test = train * factors, test * factors
    train[:, 0] = test[:, 0] = 3

    scaler = StandardScaler().fit(train.astype(np.float64))
    x, x_test = scaler.transform(train.astype(np.float64)), scaler.transform(test.astype(np.float64))
    targets = 2.0 * (train_labels[:, None] == np.arange(classes)) - 1
    sweep = []
    for strength in strengths:
        predicted = Ridge(alpha=strength).fit(x, targets).predict(x_test)
        left_out = []
        for i in range(len(x)):
            rest = np.arange(len(x)) != i
            left_out.append(Ridge(alpha=strength).fit(x[rest], targets[rest]).predict(x[i : i + 1])[0])
        left_out = np.array(left_out)
        cv = RidgeCV(alphas=[strength], store_cv_results=True).fit(x, targets).cv_results_
        assert np.allclose(cv[..., 0], (targets - left_out) ** 2), "RidgeCV agrees with refitting"
        sweep.append({
            "strength": strength,
            "wrong": int((predicted.argmax(1) != test_labels).sum()),
            "predicted": [float(f"{v:.12g}") for v in predicted[0]],
            "left_out_wrong": int((left_out.argmax(1) != train_labels).sum()),
            "left_out_squared": float(f"{((targets - left_out) ** 2).sum():.12g}"),
        })
    nearest = NearestCentroid().fit(x, train_labels).predict(x_test)
    return {
        "dim": dim,
        "train": [float(v) for v in train.ravel()], "train_labels": train_labels.tolist(),
        "test": [float(v) for v in test.ravel()], "test_labels": test_labels.tolist(),
        "sweep": sweep, "nearest_mean_wrong": int((nearest != test_labels).sum()),
    }


strengths = [0.01, 1, 30, 1000]
print(json.dumps({"cases": [
    case(1, 3, 8, 5, 1.2, strengths),  # more images than features
    case(2, 4, 3, 20, 2.0, strengths),  # fewer
    case(3, 2, 5, 10, 1.5, strengths),  # equally many; one of them constant
]}))
