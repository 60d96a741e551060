"""Records the contrastive losses and their gradients by PyTorch, from the equations, in float64.
Run: python contrast.py > contrast.json (torch, numpy)."""
import json
import sys

import torch
from torch.nn import functional as F

sys.path.insert(0, "../../../pretrain/testdata")
from formula import values  # noqa: E402

FEATURES, PROJECTION, IMAGES = 5, 3, 4


def tensor(name, shape):
    return values(name, shape).double().requires_grad_()


def supcon(z, labels, temperature):
    """Khosla et al., equation 2, its mean over the 2N forms."""
    total = 0
    for i in range(len(z)):
        others = [a for a in range(len(z)) if a != i]
        positives = [p for p in others if labels[p] == labels[i]]
        logits = torch.stack([z[i] @ z[a] / temperature for a in others])
        total = total - sum(z[i] @ z[p] / temperature - torch.logsumexp(logits, 0) for p in positives) / len(positives)
    return total / len(z)


def simclr(z, _, temperature):
    """Chen et al., NT-Xent, as a cross-entropy whose class is the other form."""
    logits = z @ z.T / temperature - 1e9 * torch.eye(len(z), dtype=z.dtype)
    return F.cross_entropy(logits, torch.arange(len(z)).roll(len(z) // 2))


def record(loss, labels, temperature):
    given = {"features": tensor("features", (2 * IMAGES, FEATURES))}
    given |= {"projection.0.weight": tensor("projection.0.weight", (FEATURES, FEATURES)),
              "projection.0.bias": tensor("projection.0.bias", (FEATURES,)),
              "projection.2.weight": tensor("projection.2.weight", (PROJECTION, FEATURES)),
              "projection.2.bias": tensor("projection.2.bias", (PROJECTION,))}
    x, w1, b1, w2, b2 = given.values()
    z = F.normalize(F.linear(torch.relu(F.linear(x, w1, b1)), w2, b2), dim=1)
    both = labels + labels
    value = loss(z, both, temperature)
    value.backward()
    return {"loss": value.item(), "gradients": [g.grad.flatten().tolist() for g in given.values()]}


print(json.dumps({
    "supcon": record(supcon, [0, 2, 0, 1], 0.1), "supcon warm": record(supcon, [3, 3, 3, 3], 1.5),
    "simclr": record(simclr, [0, 2, 0, 1], 0.5), "simclr cold": record(simclr, [0, 0, 0, 0], 0.05),
}))
