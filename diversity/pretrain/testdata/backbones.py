"""Records what torchvision and timm compute for the networks of package backbone, with tensors by the formula: names and
shapes of all tensors but the head's, the number of parameters with a head, and features of two images.
Run: python backbones.py > backbones.json (torch, torchvision, timm, numpy)."""
import hashlib
import json
import sys

import timm
import torch
import torchvision
from torch import nn
from torch.nn import functional as F
from torchvision.models.resnet import BasicBlock

from formula import fill, images


class CIFAR(torchvision.models.ResNet):
    """The residual networks for small images, of torchvision's blocks."""

    def __init__(self, depth, classes=10):
        super().__init__(BasicBlock, [1, 1, 1, 1])
        self.inplanes = 16
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        self.maxpool, self.layer4 = nn.Identity(), nn.Identity()
        blocks = (depth - 2) // 6
        self.layer1 = self._make_layer(BasicBlock, 16, blocks)
        self.layer2 = self._make_layer(BasicBlock, 32, blocks, stride=2)
        self.layer3 = self._make_layer(BasicBlock, 64, blocks, stride=2)
        self.fc = nn.Linear(64, classes)


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(cin), nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn2, self.conv2 = nn.BatchNorm2d(cout), nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.convShortcut = nn.Conv2d(cin, cout, 1, stride, bias=False) if cin != cout else None

    def forward(self, x):
        y = F.relu(self.bn1(x))
        shortcut = self.convShortcut(y) if self.convShortcut else x
        return shortcut + self.conv2(F.relu(self.bn2(self.conv1(y))))


class Stage(nn.Module):
    def __init__(self, blocks, cin, cout, stride):
        super().__init__()
        self.layer = nn.Sequential(*[Block(cout if i else cin, cout, 1 if i else stride) for i in range(blocks)])

    def forward(self, x):
        return self.layer(x)


class Wide(nn.Module):
    """The wide residual network as its most used PyTorch version has it."""

    def __init__(self, depth, widen, classes=10):
        super().__init__()
        blocks, widths = (depth - 4) // 6, [16, 16 * widen, 32 * widen, 64 * widen]
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        for i in range(3):
            self.add_module(f"block{i + 1}", Stage(blocks, widths[i], widths[i + 1], 2 if i else 1))
        self.bn1, self.fc = nn.BatchNorm2d(widths[3]), nn.Linear(widths[3], classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.block3(self.block2(self.block1(self.conv1(x))))))
        return self.fc(x.mean((2, 3)))


HEADS = ("fc", "head", "classifier")


def record(model, side):
    named = [(name, list(t.shape)) for name, t in model.state_dict().items() if t.dtype == torch.float32]
    own = sorted(f"{name} {shape}" for name, shape in named if name.split(".")[0] not in HEADS)
    recorded = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "tensors": len(own),
        "names": hashlib.sha256("\n".join(own).encode()).hexdigest(),
        "first": own[0],
    }
    for head in HEADS:
        if hasattr(model, head):
            recorded["classes"] = getattr(model, head).out_features
            setattr(model, head, nn.Identity())
    with torch.no_grad():
        y = fill(model)(images(2, side, side, 3))
    recorded["largest"] = float(f"{y.abs().max().item():.7g}")
    recorded["features"] = [float(f"{v:.7g}") for v in y[:, ::max(1, y.shape[1] // 48)].flatten().tolist()]
    return recorded


def group(channels):
    return nn.GroupNorm(min(32, channels // 2), channels)


def networks():
    resnets, timm_model = torchvision.models, timm.create_model
    yield "resnet8", CIFAR(8), 32
    yield "resnet20", CIFAR(20), 32
    yield "resnet32", CIFAR(32), 32
    yield "resnet56", CIFAR(56), 32
    yield "resnet18", resnets.resnet18(), 64
    yield "resnet18 odd", resnets.resnet18(), 51
    yield "resnet18 group", resnets.resnet18(norm_layer=group), 64
    yield "resnet34", resnets.resnet34(), 64
    yield "resnet50", resnets.resnet50(), 64
    yield "resnet50 group", timm_model("resnet50_gn"), 64
    yield "wideresnet16-2", Wide(16, 2), 32
    yield "wideresnet28-10", Wide(28, 10), 16
    for scale, name in (("Ti", "tiny"), ("S", "small"), ("B", "base")):
        yield f"vit {scale}", timm_model(f"vit_{name}_patch16_224"), 224
    yield "vit Ti/4", timm_model("vit_tiny_patch16_224", img_size=32, patch_size=4), 32
    yield "mixer S", timm_model("mixer_s16_224"), 224
    yield "mixer B", timm_model("mixer_b16_224"), 224
    yield "efficientnetlite0", timm_model("efficientnet_lite0"), 96
    yield "efficientnetlite0 tensorflow", timm_model("tf_efficientnet_lite0"), 97


if __name__ == "__main__":
    torch.manual_seed(1)
    json.dump({name: record(model, side) | {"side": side} for name, model, side in networks()}, sys.stdout, indent=0)
    print()
