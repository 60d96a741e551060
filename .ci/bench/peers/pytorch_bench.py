"""Training speed of this package's two default networks, and of ResNet-20, in PyTorch, on one thread of the CPU.

python3 pytorch_bench.py --net mlp|conv|resnet20 [--seconds S] [--seed N] [--compile | --no-compile]

Prints one line of JSON. samples_per_cpu_second counts the CPU time of the process during the timed updates; compilation
and the first updates are left out. The network goes through torch.compile where that was faster here (conv), unless told otherwise.
"""

import argparse
import json
import math
import resource
import time

import torch
from torch import nn

CLASSES, PER_CLASS, SIDE, BATCH = 256, 16, 28, 64
RATE, WARMUP, UPDATES = 0.05, 50, 2000


def mlp() -> nn.Module:
    layers: list[nn.Module] = [nn.Flatten()]
    width = SIDE * SIDE
    for out in (256, 128):
        layers += [nn.Linear(width, out, bias=False), nn.BatchNorm1d(out), nn.ReLU(inplace=True)]
        width = out
    return nn.Sequential(*layers, nn.Linear(width, CLASSES))


def conv() -> nn.Module:
    layers: list[nn.Module] = []
    channels = 1
    for out in (16, 32, 64, 64):
        layers += [nn.Conv2d(channels, out, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)]
        channels = out
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(4 * channels, CLASSES))


class Residual(nn.Module):
    """Two convolutions and a shortcut, which is a convolution where the number of channels changes."""

    def __init__(self, channels: int, out: int):
        super().__init__()
        stride = 1 if channels == out else 2
        self.conv1, self.bn1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)
        self.conv2, self.bn2 = nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        self.shortcut = nn.Identity()
        if channels != out:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + self.shortcut(x))


def resnet20() -> nn.Module:
    """The residual network for small images of He et al. (2015), section 4.2, with projections."""
    layers: list[nn.Module] = [nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    channels = 16
    for out in (16, 32, 64):
        for _ in range(3):
            layers.append(Residual(channels, out))
            channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))


def rate(step: int) -> float:
    """Linear warm-up, then half a cosine; it starts again after UPDATES updates."""
    step %= UPDATES
    if step < WARMUP:
        return RATE * (step + 1) / WARMUP
    return RATE * (1 + math.cos(math.pi * (step - WARMUP) / (UPDATES - WARMUP))) / 2


def batches(total: int):
    """Index batches cut from a sequence of random permutations."""
    while True:
        for rows in torch.randperm(total).split(BATCH):
            if len(rows) == BATCH:
                yield rows


def trainer(net: str, compiled: bool):
    model = {"mlp": mlp, "conv": conv, "resnet20": resnet20}[net]().train()
    if net != "mlp":
        model = model.to(memory_format=torch.channels_last)
    forward = torch.compile(model) if compiled else model
    bank = torch.randint(0, 256, (CLASSES * PER_CLASS, 1, SIDE, SIDE), dtype=torch.uint8)
    labels = torch.arange(CLASSES * PER_CLASS) % CLASSES
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9, nesterov=True, weight_decay=1e-3, fused=True)
    rows = batches(len(bank))

    def update(step: int) -> torch.Tensor:
        index = next(rows)
        optimizer.param_groups[0]["lr"] = rate(step)
        loss = nn.functional.cross_entropy(forward(bank[index].float().div_(255)), labels[index])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return update


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", choices=("mlp", "conv", "resnet20"), required=True)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction)
    args = parser.parse_args()
    compiled = args.net == "conv" if args.compile is None else args.compile
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)

    update = trainer(args.net, compiled)
    start = time.perf_counter()
    update(0)
    compile_seconds = time.perf_counter() - start
    done = 1
    for done in range(1, 50):
        update(done)
    wall, cpu, first = time.perf_counter(), cpu_seconds(), done
    while time.perf_counter() - wall < args.seconds:
        done += 1
        loss = update(done)
    wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
    if not math.isfinite(loss.item()):
        raise SystemExit(f"the loss is {loss.item()}")
    samples = (done - first) * BATCH
    print(json.dumps({
        "framework": "pytorch", "version": torch.__version__, "net": args.net,
        "samples_per_cpu_second": samples / cpu, "samples_per_second": samples / wall, "compile_seconds": compile_seconds,
    }))


if __name__ == "__main__":
    main()
