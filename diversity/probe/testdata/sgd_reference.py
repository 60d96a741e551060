"""Writes sgd_reference.json: the sweep of learning rates of DINOv2's linear evaluation by PyTorch, for sgd_test.go.

Run with torch 2.15.0 and numpy 2.4.6:  python sgd_reference.py > sgd_reference.json

torch.nn.Linear, torch.optim.SGD and CosineAnnealingLR as in dinov2/eval/linear.py, in float64; the first weights and the
order of images are those of package probe, by SplitMix64.
"""
import json
import math

import numpy as np
import torch

RATES = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1]
MASK = (1 << 64) - 1


def splitmix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def normal(seed, i):
    uniform = lambda x: ((splitmix(x & MASK) >> 11) + 0.5) / (1 << 53)
    start = ~seed & MASK
    return math.sqrt(-2 * math.log(uniform(start + 2 * i))) * math.cos(2 * math.pi * uniform(start + 2 * i + 1))


def order(seed, images):
    round_ = 0
    while True:
        yield from sorted(range(images), key=lambda i: splitmix((seed + round_ * images + i) & MASK))
        round_ += 1


def case(seed, classes, per_class, dim, noise, scale, steps, batch):
    rng = np.random.default_rng(seed + 1)
    means = rng.standard_normal((classes, dim))

    def draw(count):
        labels = np.repeat(np.arange(classes), count)
        return (scale * (means[labels] + noise * rng.standard_normal((len(labels), dim)))).astype(np.float32), labels

    (train, train_labels), (test, test_labels) = draw(per_class), draw(5)
    x, y = torch.tensor(train.astype(np.float64)), torch.tensor(train_labels)
    first = torch.tensor([0.01 * normal(seed, i) for i in range(classes * dim)], dtype=torch.float64).reshape(classes, dim)
    models, groups = [], []
    for rate in RATES:
        model = torch.nn.Linear(dim, classes, dtype=torch.float64)
        model.weight.data.copy_(first)
        model.bias.data.zero_()
        models.append(model)
        groups.append({"params": model.parameters(), "lr": rate * batch / 256})
    optimizer = torch.optim.SGD(groups, momentum=0.9, weight_decay=0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps, eta_min=0)
    images = order(seed, len(x))
    for _ in range(steps):
        rows = [next(images) for _ in range(batch)]
        loss = sum(torch.nn.functional.cross_entropy(model(x[rows]), y[rows]) for model in models)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    out = []
    for model in models:
        scores = model(torch.tensor(test.astype(np.float64))).detach().numpy()
        out.append({"wrong": int((scores.argmax(1) != test_labels).sum()), "scores": [float(f"{v:.15g}") for v in scores[:3].ravel()]})
    return {
        "seed": seed, "dim": dim, "steps": steps, "batch": batch, "rates": out,
        "train": [float(f"{v:.9g}") for v in train.ravel()], "train_labels": train_labels.tolist(),
        "test": [float(f"{v:.9g}") for v in test.ravel()], "test_labels": test_labels.tolist(),
    }


print(json.dumps({"cases": [case(0, 5, 12, 8, 1.0, 1.0, 300, 16), case(2**64 - 3, 3, 4, 20, 0.5, 5.0, 100, 32)]}))
