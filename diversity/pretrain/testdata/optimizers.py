"""Records what PyTorch's and timm's optimisers make of given gradients, with its averages of the weights and its bound on
the norm of gradients. Run: python optimizers.py > optimizers.json (torch, timm, numpy)."""
import json

import timm.optim
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from formula import uniform, values

RATE, DECAY, UPDATES, SHAPES = 0.1, 0.05, 6, {"a": (3, 4), "b": (5,), "zero": (2, 2)}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for name, shape in SHAPES.items():
            start = torch.zeros(shape) if name == "zero" else values(name, shape)
            self.register_parameter(name, torch.nn.Parameter(start))


def gradient(name, shape, number):
    """The gradient of a part of a batch; larger by and by."""
    return torch.from_numpy(uniform(f"{name}{number}", torch.Size(shape).numel()).reshape(shape)) * (1 + number)


def record(make, clip=0, parts=1):
    model = Model()
    optimizer = make(model.parameters())
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    for update in range(UPDATES):
        optimizer.zero_grad()
        for part in range(parts):
            for name, p in model.named_parameters():
                g = gradient(name, p.shape, update * parts + part) / parts
                p.grad = g if p.grad is None else p.grad + g
        if clip:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        average.update_parameters(model)
    flat = lambda m: {name: p.flatten().tolist() for name, p in m.named_parameters()}
    return {"weights": flat(model), "averages": flat(average.module)}


sgd = lambda p: torch.optim.SGD(p, RATE, momentum=0.8, nesterov=True, weight_decay=DECAY)
lamb = lambda p: timm.optim.Lamb(
    p, RATE, weight_decay=DECAY, max_grad_norm=None, always_adapt=True, betas=(0.9, 0.999), eps=1e-6)
print(json.dumps({
    "sgd": record(sgd),
    "sgd without momentum": record(lambda p: torch.optim.SGD(p, RATE)),
    "adamw": record(lambda p: torch.optim.AdamW(p, RATE, weight_decay=DECAY)),
    "lamb": record(lamb),
    "lamb without decay": record(lambda p: timm.optim.Lamb(p, RATE, weight_decay=0, max_grad_norm=None, always_adapt=True)),
    "sgd bounded": record(sgd, clip=2.5),
    "lamb in parts, bounded": record(lamb, clip=1.5, parts=3),
}))
