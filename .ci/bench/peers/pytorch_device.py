"""Training speed of PyTorch on a device: small networks one after the other, ResNet-18 and ResNet-50 in bfloat16.

python3 pytorch_device.py --device cuda|cpu [--small] [--rounds N] [--seconds S] [--only NETWORK]

As a good user would have it: images stay on the device, convolutions are channels last, forward and backward pass are
compiled (on a GPU with CUDA graphs, mode reduce-overhead), the optimiser is fused, TF32 is on. Prints one line of JSON.
"""

import contextlib

import device
import torch
from torch import nn

import pytorch_bench


def classifier(model: nn.Module) -> nn.Module:
    """The networks of pytorch_bench.py have a head of their number of classes."""
    model[-1] = nn.Linear(model[-1].in_features, device.CLASSES)
    return model


def trainer(model: nn.Module, where: str, half: bool, mode: str):
    model = model.to(where).train()
    if any(isinstance(m, nn.Conv2d) for m in model.modules()):
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=device.RATE, momentum=0.9, nesterov=True, weight_decay=1e-3, fused=True)

    def loss_of(x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        with torch.autocast(where, torch.bfloat16) if half else contextlib.nullcontext():
            return nn.functional.cross_entropy(model(x.float().div_(255)), labels)

    compiled = torch.compile(loss_of, mode=mode)

    def update(x: torch.Tensor, labels: torch.Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        compiled(x, labels).backward()
        optimizer.step()

    return update


def bank(images, labels, where: str):
    x = torch.from_numpy(images).permute(0, 3, 1, 2).to(where).contiguous(memory_format=torch.channels_last)
    return x, torch.from_numpy(labels).long().to(where)


def main() -> None:
    args = device.options(__doc__)
    where, mode = args.device, "reduce-overhead" if args.device == "cuda" else "default"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    if where == "cpu":
        torch.set_num_threads(1)

    def wait() -> None:
        if where == "cuda":
            torch.cuda.synchronize()

    def train_small(name, images, labels, rows, seed) -> None:
        torch.manual_seed(seed)
        make = {"MLP": pytorch_bench.mlp, "ConvNet": pytorch_bench.conv}[name]
        update, (x, y) = trainer(classifier(make()), where, False, mode), bank(images, labels, where)
        for index in torch.from_numpy(rows).long().to(where):
            update(x[index], y[index])
        wait()

    def updates_of_large(depth, images, labels, batch):
        from torchvision import models

        model = {18: models.resnet18, 50: models.resnet50}[depth](num_classes=device.CLASSES)
        update, (x, y) = trainer(model, where, True, mode), bank(images, labels, where)

        def advance(count: int) -> int:
            for index in torch.randint(len(x), (count, batch), device=where):
                update(x[index], y[index])
            wait()
            return count

        return advance

    report = device.measure(args, train_small, updates_of_large)
    name = torch.cuda.get_device_name() if where == "cuda" else "cpu"
    device.write(report, "PyTorch", torch.__version__, name)


if __name__ == "__main__":
    main()
