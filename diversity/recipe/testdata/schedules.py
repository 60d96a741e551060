"""Records the learning rates of PyTorch's schedulers. Run: python schedules.py > schedules.json (torch)."""
import json

import torch
from torch.optim import lr_scheduler as s

RATE = 0.4
CASES = {
    "cosine": (100, lambda o, n: s.CosineAnnealingLR(o, n)),
    "cosine final": (60, lambda o, n: s.CosineAnnealingLR(o, n, eta_min=0.1 * RATE)),
    "linear": (50, lambda o, n: s.LinearLR(o, 1, 0, n)),
    "linear final": (50, lambda o, n: s.LinearLR(o, 1, 0.2, n)),
    "step": (90, lambda o, n: s.MultiStepLR(o, [30, 60, 80], 0.1)),
    "step factor": (77, lambda o, n: s.MultiStepLR(o, [23, 46], 0.2)),
    "constant": (20, lambda o, n: s.ConstantLR(o, 1, n)),
    "one cycle": (100, lambda o, n: s.OneCycleLR(o, RATE, total_steps=n, cycle_momentum=False)),
    "one cycle of 7": (7, lambda o, n: s.OneCycleLR(o, RATE, total_steps=n, cycle_momentum=False)),
    "one cycle settings": (64, lambda o, n: s.OneCycleLR(
        o, RATE, total_steps=n, pct_start=0.45, div_factor=10, final_div_factor=100, cycle_momentum=False)),
    "warm-up, then cosine": (80, lambda o, n: s.SequentialLR(o, [
        s.LinearLR(o, 0.1, 1, 9), s.CosineAnnealingLR(o, n - 10)], [10])),
}


def record(updates, make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)
    scheduler, rates = make(optimizer, updates), []
    for _ in range(updates):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


print(json.dumps({"torch": torch.__version__, "rates": {n: record(*c) for n, c in CASES.items()}}))
