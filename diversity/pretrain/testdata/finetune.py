"""Fine-tunes a network by PyTorch, and records the weights, the head and the features that it ends in.
Run: python finetune.py > finetune.json (torch, numpy).

The network is a backbone.MLP{Hidden: {7, 5}} on images of 4x5x1: linear layers without bias, batch normalisation, ReLU,
and a head for three classes. All tensors are those of formula.py. Images are whole numbers 0..255 by the formula."""
import json

import numpy as np
import torch

from formula import uniform, values

IMAGES, SIZE, WIDTHS, CLASSES, BATCH, STEPS, RATE, DECAY = 12, 20, (7, 5), 3, 4, 6, 0.05, 0.01
# the order that the shuffle stream of the seed 3 gives; the test compares it with its own
ORDER = [7, 3, 6, 8, 9, 11, 10, 4, 5, 0, 1, 2, 5, 4, 10, 11, 1, 0, 7, 6, 3, 2, 9, 8]


def network():
    torch.manual_seed(0)
    layers, names, size = [], [], SIZE
    for i, width in enumerate(WIDTHS):
        linear, norm = torch.nn.Linear(size, width, bias=False), torch.nn.BatchNorm1d(width)
        layers += [linear, norm, torch.nn.ReLU()]
        size = width
    model = torch.nn.Sequential(*layers, torch.nn.Linear(size, CLASSES))
    return model


def tensors(model):
    """The tensors by the names and in the order of the library."""
    named = {}
    for i in range(len(WIDTHS)):
        linear, norm = model[3 * i], model[3 * i + 1]
        named[f"layer{i + 1}.weight"] = linear.weight
        named[f"layer{i + 1}.scale"], named[f"layer{i + 1}.shift"] = norm.weight, norm.bias
        named[f"layer{i + 1}.mean"], named[f"layer{i + 1}.variance"] = norm.running_mean, norm.running_var
    named["head.weight"], named["head.bias"] = model[-1].weight, model[-1].bias
    return named


def start(name, shape):
    """As values of formula.py, by what the tensors are."""
    as_torch = name.replace(".scale", ".norm.weight").replace(".variance", ".running_var")
    return values(as_torch, tuple(shape))


def record(statistics, make):
    model = network()
    with torch.no_grad():
        for name, tensor in tensors(model).items():
            tensor.copy_(start(name, tensor.shape))
    pixels = np.floor((uniform("pixels", IMAGES * SIZE) + np.float32(0.5)) * 256).reshape(IMAGES, SIZE)
    images = torch.from_numpy(pixels.astype(np.float32)) / 255
    labels = torch.arange(IMAGES) % CLASSES
    model.train(statistics)
    optimizer = make(model.parameters())
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step in range(STEPS):
        rows = ORDER[step * BATCH:(step + 1) * BATCH]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
        optimizer.step()
        schedule.step()
    model.eval()
    with torch.no_grad():
        features = model[:-1](images)
    out = {name: tensor.flatten().tolist() for name, tensor in tensors(model).items()}
    return {"tensors": out, "features": features.flatten().tolist()}


sgd = lambda p: torch.optim.SGD(p, RATE, momentum=0.9, nesterov=True, weight_decay=DECAY)
print(json.dumps({
    "order": ORDER,
    "sgd": record(False, sgd),
    "sgd with statistics": record(True, sgd),
    "adamw": record(False, lambda p: torch.optim.AdamW(p, RATE, weight_decay=DECAY)),
}))
