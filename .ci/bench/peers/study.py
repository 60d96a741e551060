"""What the scripts of whole studies share: what `kernel bench` exported for them, the ridge probe, and the report.

The folder has study.json and arrays as .npy files: of run I the images run<I>.images (uint8 [N, H, W, C]) and labels; of
task J all images once, task<J>.images, and for each episode the rows and labels of its training and test part.
"""

import argparse
import json
import pathlib
import resource
import time

import numpy as np


def options(doc: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="what `kernel bench` exported")
    return parser.parse_args()


class Study:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.spec = json.loads((folder / "study.json").read_text())
        parts = ("images", "train", "train_labels", "test", "test_labels")
        self.tasks = {name: [self.array(f"task{j}.{part}") for part in parts] for j, name in enumerate(self.spec["tasks"])}

    def array(self, name: str) -> np.ndarray:
        return np.load(self.folder / f"{name}.npy")

    def runs(self):
        """Name, images, labels, number of classes and seed of every run."""
        for i, run in enumerate(self.spec["runs"]):
            yield run["name"], self.array(f"run{i}.images"), self.array(f"run{i}.labels"), run["classes"], run["seed"]

    def measure(self, features_of) -> dict[str, list[int]]:
        """Wrong and tested images of every task, for a function from uint8 images to features."""
        outcome = {}
        for name, (images, *episodes) in self.tasks.items():
            features = np.asarray(features_of(images), np.float64)
            wrong = tested = 0
            for train, train_labels, test, test_labels in zip(*episodes):
                predicted = ridge(features[train], train_labels, features[test], self.spec["strengths"])
                wrong, tested = wrong + int((predicted != test_labels).sum()), tested + len(test)
            outcome[name] = [wrong, tested]
        return outcome


def ridge(train, labels, test, strengths):
    """Classes that ridge regression on +1/-1 indicators predicts; its strength has the fewest errors in leave-one-out."""
    mean, deviation = train.mean(0), train.std(0)
    kept = deviation > 1e-6 * np.abs(train).max(0)
    x, z = ((part[:, kept] - mean[kept]) / deviation[kept] for part in (train, test))
    targets = np.where(labels[:, None] == np.arange(labels.max() + 1), 1.0, -1.0)
    offset = targets.mean(0)
    y = targets - offset
    u, values = directions(x)
    projected, best = u.T @ y, None
    for strength in strengths:
        kept_part = values / (values + strength)
        residual = y - u @ (kept_part[:, None] * projected)
        left_out = targets - residual / (1 - 1 / len(y) - u**2 @ kept_part)[:, None]
        score = ((left_out.argmax(1) != labels).sum(), np.square(left_out - targets).sum())
        if best is None or score < best[0]:
            best = score, strength
    weights = x.T @ (u @ (projected / (values + best[1])[:, None]))
    return (z @ weights + offset).argmax(1)


def directions(x):
    """Left singular vectors of x and squared singular values, from the smaller of the two Gram matrices."""
    if x.shape[0] <= x.shape[1]:
        values, u = np.linalg.eigh(x @ x.T)
    else:
        values, v = np.linalg.eigh(x.T @ x)
        u = x @ v / np.sqrt(np.maximum(values, 1e-12))
    kept = values > values[-1] * 1e-12
    return u[:, kept], values[kept]


class Clock:
    """Adds up seconds of CPU time under a name."""

    def __init__(self):
        self.seconds: dict[str, float] = {}

    def timed(self, name: str, function, *args):
        start = time.process_time()
        result = function(*args)
        self.seconds[name] = self.seconds.get(name, 0) + time.process_time() - start
        return result


def report(framework: str, version: str, compile_seconds: float, clock: Clock, outcomes: dict) -> None:
    print(json.dumps({
        "framework": framework, "version": version, "compile_seconds": compile_seconds,
        "train_seconds": clock.seconds["train"], "probe_seconds": clock.seconds["probe"],
        "peak_bytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "outcomes": outcomes,
    }))
