"""Writes logistic_reference.json: what scikit-learn's logistic regression reaches on small data sets, for logistic_test.go.

Run with scikit-learn 1.9.1 and numpy 2.4.6:  python logistic_reference.py > logistic_reference.json
"""
import json
import warnings

import numpy as np
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
STRENGTHS = 45


def objective(model, x, labels, strength):
    """Sum of -ln p(label) + strength / 2 |W|^2, with the two scores of a binary model made of its one."""
    scores = x @ model.coef_.T + model.intercept_
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    loss = (logsumexp(scores, axis=1) - scores[np.arange(len(labels)), labels]).sum()
    return loss + strength / 2 * (model.coef_**2).sum()


def case(seed, name, classes, per_class, dim, noise, duplicates=0):
    rng = np.random.default_rng(seed)
    means = rng.standard_normal((classes, dim))

    def draw(count):
        labels = np.repeat(np.arange(classes), count)
        return means[labels] + noise * rng.standard_normal((len(labels), dim)), labels

    (train, train_labels), (test, test_labels) = draw(per_class), draw(10)
    # Scales and means of the features differ, as those of networks do, and one is constant.
    factors, shift = np.exp(rng.standard_normal(dim)), 3 * rng.standard_normal(dim)
    train, test = (train * factors + shift).astype(np.float32), (test * factors + shift).astype(np.float32)
    train[:, 0] = test[:, 0] = 2
    train = np.vstack([train, np.repeat(train[:1], duplicates, axis=0)])
    train_labels = np.concatenate([train_labels, np.repeat(train_labels[:1], duplicates)])
    x, x_test = train.astype(np.float64), test.astype(np.float64)
    sweep = []
    for c in np.logspace(-6, 5, STRENGTHS):
        strength = float(f"{1 / c:.6g}")
        fits = [LogisticRegression(C=1 / strength, solver=solver, tol=tol, max_iter=steps).fit(x, train_labels)
                for solver, tol, steps in (("lbfgs", 1e-8, 20_000), ("newton-cholesky", 1e-10, 200))]
        values = [objective(fit, x, train_labels, strength) for fit in fits]
        best = fits[int(np.argmin(values))]
        sweep.append({
            "strength": strength,
            "objective": float(f"{min(values):.12g}"),
            "wrong": int((best.predict(x_test) != test_labels).sum()),
        })
    return {
        "name": name, "dim": dim,
        "train": [float(f"{v:.9g}") for v in train.ravel()], "train_labels": train_labels.tolist(),
        "test": [float(f"{v:.9g}") for v in test.ravel()], "test_labels": test_labels.tolist(),
        "sweep": sweep,
    }


print(json.dumps({"cases": [
    case(1, "overlapping classes", 4, 25, 6, 1.5),
    case(2, "more features than images", 4, 5, 40, 2.0),
    case(3, "separable", 3, 12, 5, 0.2),
    case(4, "two classes", 2, 20, 7, 1.2),
    case(5, "a row fifty times", 3, 8, 6, 1.0, duplicates=49),
    case(6, "more classes than images of each", 25, 2, 10, 1.0),
]}))
