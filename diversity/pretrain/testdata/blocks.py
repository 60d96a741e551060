"""Records what PyTorch computes for the blocks of pretrain.Builder: outputs in training, gradients of the sum of outputs
times the formula's values, and outputs in inference. Run: python blocks.py > blocks.json (torch, timm, numpy)."""
import json
import sys

import torch
from torch import nn
from torch.nn import functional as F

from formula import fill, images, uniform

SHAPE = (2, 5, 4, 4)  # images, rows, columns, channels


class Function(nn.Module):
    def __init__(self, fn, **modules):
        super().__init__()
        self.fn = fn
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, x):
        return self.fn(self, x)


def named(module):
    return Function(lambda s, x: s.a(x), a=module)


def tokens(module):
    return Function(lambda s, x: s.a(x.permute(0, 2, 3, 1).flatten(1, 2)), a=module)


class Standardised(nn.Conv2d):
    def forward(self, x):
        w = self.weight
        mean, var = w.mean((1, 2, 3), keepdim=True), w.var((1, 2, 3), keepdim=True, unbiased=False)
        return F.conv2d(x, (w - mean) / torch.sqrt(var + 1e-6), padding=1)


class TensorFlow(nn.Conv2d):
    """Zeros for ceil(size/stride) outputs, an odd one at the end."""

    def forward(self, x):
        pads = []
        for size in (x.shape[3], x.shape[2]):
            zeros = max(0, (-(-size // 2) - 1) * 2 + 3 - size)
            pads += [zeros // 2, zeros - zeros // 2]
        return F.conv2d(F.pad(x, pads), self.weight, stride=2)


def attention(heads):
    import timm.layers

    return tokens(timm.layers.Attention(4, num_heads=heads, qkv_bias=True))


class Patch(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(4, 3, 2, 2)

    def forward(self, x):
        return self.a(x).flatten(2).transpose(1, 2)


class ClassToken(nn.Module):
    def __init__(self):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, 4))
        self.pos_embed = nn.Parameter(torch.zeros(1, 21, 4))

    def forward(self, x):
        x = x.permute(0, 2, 3, 1).flatten(1, 2)
        return torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], 1) + self.pos_embed


def blocks():
    conv = lambda *a, **k: named(nn.Conv2d(4, *a, bias=False, **k))
    act = lambda fn: named(Function(lambda s, x: fn(s.c(x)), c=nn.Conv2d(4, 3, 1)))
    squeeze = Function(lambda s, x: x * torch.sigmoid(s.fc2(torch.relu(s.fc1(x.mean((2, 3), keepdim=True))))),
                       fc1=nn.Conv2d(4, 2, 1), fc2=nn.Conv2d(2, 4, 1))
    return {
        "conv": conv(3, 3, padding=1),
        "conv bias": named(nn.Conv2d(4, 3, 3, padding=1)),
        "conv 1": conv(3, 1),
        "conv 1 stride 2": conv(3, 1, stride=2),
        "conv 3 stride 2": conv(3, 3, stride=2, padding=1),
        "conv 5": conv(2, 5, padding=2),
        "conv 7 stride 2": conv(2, 7, stride=2, padding=3),
        "conv 2": conv(3, 2, padding=1),
        "conv 3 stride 3": conv(3, 3, stride=3),
        "conv 3 unpadded": conv(3, 3),
        "conv 3 tensorflow": named(TensorFlow(4, 3, 3, bias=False)),
        "conv groups": conv(6, 3, padding=1, groups=2),
        "conv groups stride 2": conv(6, 3, stride=2, padding=1, groups=2),
        "depthwise": conv(4, 3, padding=1, groups=4),
        "depthwise 5 stride 2": conv(4, 5, stride=2, padding=2, groups=4),
        "depthwise multiplied": conv(8, 3, padding=1, groups=4),
        "conv standardised": named(Standardised(4, 3, 3, padding=1, bias=False)),
        "linear": Function(lambda s, x: s.a(x.permute(0, 2, 3, 1).flatten(1)), a=nn.Linear(80, 3)),
        "linear tokens": tokens(nn.Linear(4, 3)),
        "batch norm": named(nn.BatchNorm2d(4)),
        "batch norm epsilon": named(nn.BatchNorm2d(4, eps=1e-3)),
        "group norm": named(nn.GroupNorm(2, 4)),
        "layer norm": tokens(nn.LayerNorm(4, eps=1e-6)),
        "relu": act(torch.relu),
        "relu6": act(lambda x: F.relu6(9 * x)),
        "gelu": act(F.gelu),
        "swish": act(F.silu),
        "max pool": act(lambda x: F.max_pool2d(x, 2)),
        "max pool 3 stride 2": act(lambda x: F.max_pool2d(x, 3, 2, 1)),
        "average pool": act(lambda x: F.avg_pool2d(x, 2)),
        "average pool 3 stride 2": act(lambda x: F.avg_pool2d(x, 3, 2, 1)),
        "global pool": act(lambda x: x.mean((2, 3))),
        "squeeze excite": named(squeeze),
        "patch embedding": Patch(),
        "attention": attention(1),
        "attention 2 heads": attention(2),
        "class token": ClassToken(),
    }


def last(y):
    """Channels last, in one list."""
    return (y.permute(0, 2, 3, 1) if y.dim() == 4 else y).flatten()


def record(module):
    fill(module)
    x = images(*SHAPE).requires_grad_()
    inferred = last(module(x))
    module.train()
    y = last(module(x))
    (y * torch.from_numpy(uniform("direction", y.numel()))).sum().backward()
    gradients = {name: p.grad.flatten() for name, p in module.named_parameters()}
    gradients["images"] = last(x.grad)
    running = {name: b.flatten() for name, b in module.named_buffers() if b.dtype == torch.float32}
    recorded = {"output": y, "gradients": gradients, "running": running}
    if not torch.equal(inferred, y):
        recorded["inferred"] = inferred
    return recorded


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    return [float(f"{v:.6g}") for v in value.tolist()]


torch.manual_seed(1)
json.dump({name: rounded(record(module)) for name, module in blocks().items()}, sys.stdout, separators=(",", ":"))
print()
