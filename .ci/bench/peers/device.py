"""What the scripts that measure a device share: what is measured, in rounds, and the report.

The images and updates are those of package diversity/trial: 8 classes; small networks are trained on 2,048 images of
28x28 for 20 epochs in batches of 64, one run after the other; large ones are timed for some seconds in bfloat16.
"""

import argparse
import json
import time

import numpy as np

CLASSES, BATCH, RATE = 8, 64, 0.05
LARGE = (("ResNet-18", 18, 64, 256), ("ResNet-50", 50, 224, 128))  # name, depth, side, batch


def options(doc: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cuda")
    parser.add_argument("--small", action="store_true", help="only the MLP, on 256 images for 4 epochs: tries the script out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="for which a large network is timed")
    parser.add_argument("--only", help="measure only this network")
    return parser.parse_args()


def images(count: int, side: int, channels: int):
    """Noise, uint8 [count, side, side, channels], and labels."""
    rng = np.random.default_rng(1)
    return rng.integers(0, 256, (count, side, side, channels), dtype=np.uint8), np.arange(count, dtype=np.int32) % CLASSES


def batches(rng, count: int, batch: int, updates: int):
    """The rows of each update: one permutation after the other."""
    order = np.concatenate([rng.permutation(count) for _ in range(-(-updates * batch // count))])
    return order[: updates * batch].reshape(updates, batch).astype(np.int32)


def measure(args, train_small, updates_of_large) -> dict:
    """train_small(name, images, labels, rows, seed) trains one network to its end and waits for it;
    updates_of_large(depth, images, labels, batch) makes a function that makes a number of updates and waits."""
    count, epochs = (256, 4) if args.small else (2048, 20)
    data, labels = images(count, 28, 1)
    report = {"together": [], "alone": []}
    for name in ("MLP",) if args.small else ("MLP", "ConvNet"):
        if args.only not in (None, name):
            continue
        rates = []
        for seed in range(args.rounds + 1):  # the first compiles
            rows = batches(np.random.default_rng(seed), count, BATCH, epochs * count // BATCH)
            start = time.perf_counter()
            train_small(name, data, labels, rows, seed)
            rates.append(60 / (time.perf_counter() - start))
        report["together"].append({"network": name, "per_minute": rates[1:]})
    for name, depth, side, batch in LARGE:
        if (args.small and args.only is None) or args.only not in (None, name):
            continue
        if args.device == "cpu":
            side, batch = 32, 4
        advance = updates_of_large(depth, *images(4 * batch, side, 3), batch)
        advance(3)  # compiles
        rates = []
        for _ in range(args.rounds):
            start, done = time.perf_counter(), 0
            while time.perf_counter() - start < args.seconds:
                done += advance(1 if args.device == "cpu" else 20)
            rates.append(done * batch / (time.perf_counter() - start))
        report["alone"].append({"network": name, "side": side, "batch": batch, "per_second": rates})
    return report


def write(report: dict, framework: str, version: str, device: str) -> None:
    print(json.dumps({"framework": framework, "version": version, "device": device} | report))
