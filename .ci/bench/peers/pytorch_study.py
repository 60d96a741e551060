"""A whole study in PyTorch on one thread: pre-training, features and probes of every run that `kernel bench` exported.

python3 pytorch_study.py FOLDER

Data are resident tensors; the convolutional backbone goes through torch.compile once. Prints one line of JSON.
"""

import math
import time

import numpy as np
import torch
from torch import nn

import pytorch_bench as bench
import study

MOMENTUM, DECAY = 0.9, 1e-3


def augmented(x: torch.Tensor, amounts: dict) -> torch.Tensor:
    """Images [B, 1, H, W], each under its own affine map and mirror; linear interpolation, zero outside."""
    batch, width = len(x), x.shape[-1]
    angle = torch.randn(batch) * (amounts["rotate"] * math.pi / 180)
    scale = torch.exp(torch.randn(batch, 2) * amounts["scale"])
    scale[:, 0] *= torch.where(torch.rand(batch) < amounts["flip"], -1.0, 1.0)
    shift = torch.randn(batch, 2) * (amounts["shift"] * 2 / (width - 1))
    cos, sin = torch.cos(angle), torch.sin(angle)
    turn = torch.stack((torch.stack((cos, -sin), 1), torch.stack((sin, cos), 1)), 1) * scale[:, :, None]
    grid = nn.functional.affine_grid(torch.cat((turn, shift[:, :, None]), 2), list(x.shape), align_corners=True)
    return nn.functional.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=True)


class Trainer:
    def __init__(self, spec: dict):
        self.spec = spec
        self.backbone = {"mlp": bench.mlp, "conv": bench.conv, "resnet20": bench.resnet20}[spec["net"]]()[:-1]
        if spec["net"] != "mlp":
            self.backbone = self.backbone.to(memory_format=torch.channels_last)
        self.forward = torch.compile(self.backbone) if spec["net"] == "conv" else self.backbone
        self.compile_seconds = 0.0

    def restart(self, seed: int, classes: int) -> None:
        torch.manual_seed(seed)
        for layer in self.backbone.modules():
            if hasattr(layer, "reset_parameters"):
                layer.reset_parameters()
            if self.spec["net"] == "resnet20" and isinstance(layer, nn.Conv2d):  # as torchvision begins residual networks
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
        self.backbone.train()
        with torch.no_grad():
            width = self.backbone.eval()(torch.zeros(1, 1, bench.SIDE, bench.SIDE)).shape[1]
        self.backbone.train()
        self.head = nn.Linear(width, classes)
        parameters = [*self.backbone.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.SGD(parameters, lr=bench.RATE, momentum=MOMENTUM, nesterov=True, weight_decay=DECAY, fused=True)

    def train(self, images: np.ndarray, labels: np.ndarray) -> None:
        bank, labels = tensor(images), torch.from_numpy(labels).long()
        rows = bench.batches(len(bank))
        for step in range(self.spec["updates"]):
            start = time.process_time()
            self.update(step, bank, labels, next(rows))
            if step == 0 and not self.compile_seconds:
                self.compile_seconds = time.process_time() - start

    def update(self, step: int, bank: torch.Tensor, labels: torch.Tensor, index: torch.Tensor) -> None:
        self.optimizer.param_groups[0]["lr"] = bench.rate(step)
        x = bank[index].float().div_(255)
        if any(self.spec["augment"].values()):
            x = augmented(x, self.spec["augment"])
        loss = nn.functional.cross_entropy(self.head(self.forward(x)), labels[index])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()

    def features(self, images: np.ndarray) -> np.ndarray:
        self.backbone.eval()
        with torch.inference_mode():
            return torch.cat([self.backbone(part.float().div_(255)) for part in tensor(images).split(512)]).numpy()


def tensor(images: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()


def main() -> None:
    args = study.options(__doc__)
    torch.set_num_threads(1)
    what, clock, outcomes = study.Study(args.folder), study.Clock(), {}
    bench.UPDATES = what.spec["updates"]
    trainer = Trainer(what.spec)
    for name, images, labels, classes, seed in what.runs():
        trainer.restart(seed, classes)
        clock.timed("train", trainer.train, images, labels)
        outcomes[name] = clock.timed("probe", what.measure, trainer.features)
    study.report("PyTorch", torch.__version__, trainer.compile_seconds, clock, outcomes)


if __name__ == "__main__":
    main()
