"""Records what torchvision makes of an image at given settings, and what its random transforms draw on average.
Run: python augment.py > augment.json (torch, torchvision, numpy). The image is whole numbers, as on the Go side."""
import json
import math
import sys

import torch
from torchvision.transforms import InterpolationMode, v2
from torchvision.transforms.v2 import functional as F

sys.path.insert(0, "../../../pretrain/testdata")
from formula import uniform  # noqa: E402

HEIGHT, WIDTH = 12, 10
LINEAR = InterpolationMode.BILINEAR


def image(channels=3, low=0, high=255):
    u = uniform("pixels", HEIGHT * WIDTH * channels) + 0.5
    pixels = torch.from_numpy(u.reshape(HEIGHT, WIDTH, channels)).permute(2, 0, 1)
    return (low + (high - low) * pixels).floor()


def smooth(channels=3):
    """A ramp: what is interpolated along rows first and then along columns is the same in one go."""
    y, x, c = torch.meshgrid(torch.arange(HEIGHT), torch.arange(WIDTH), torch.arange(channels), indexing="ij")
    return (20 + 9 * x + 7 * y + 11 * c).permute(2, 0, 1).float()


def flat(x):
    return [round(v, 3) for v in x.permute(1, 2, 0).flatten().tolist()]


def on_floats(fn, x):
    """Of pixels 0..1, as torchvision's functions for floats want them."""
    return flat(255 * fn(x / 255))


def on_bytes(fn, x):
    return flat(fn(x.to(torch.uint8)).float())


def affine(angle=0.0, translate=(0, 0), shear=(0.0, 0.0), center=None):
    return lambda x: F.affine(x, angle=angle, translate=list(translate), scale=1.0, shear=list(shear),
                              interpolation=LINEAR, fill=None, center=center)


def crops():
    return {f"crop {x} {y} {w} {h}": flat(F.resized_crop(image(), y, x, h, w, [HEIGHT, WIDTH], LINEAR, antialias=True))
            for x, y, w, h in [(0, 0, WIDTH, HEIGHT), (2, 3, 5, 6), (0, 0, 1, 1), (3, 0, 7, 2), (9, 11, 1, 1)]}


def colours():
    out = {}
    for name, fn, factors in [("brightness", F.adjust_brightness, (0, 0.4, 1, 1.7)),
                              ("contrast", F.adjust_contrast, (0, 0.4, 1, 1.7)),
                              ("saturation", F.adjust_saturation, (0, 0.4, 1, 1.7)),
                              ("hue", F.adjust_hue, (-0.5, -0.2, 0, 0.1, 0.5)),
                              ("sharpness", F.adjust_sharpness, (0, 0.4, 1, 1.7))]:
        for factor in factors:
            out[f"{name} {factor:g}"] = on_floats(lambda x: fn(x, factor), image())
            if name in ("brightness", "contrast", "sharpness"):
                out[f"grey {name} {factor:g}"] = on_floats(lambda x: fn(x, factor), image(1))
    return out


def randaugment():
    """By torchvision's own table of magnitudes."""
    transform, out = v2.RandAugment(num_magnitude_bins=31, interpolation=LINEAR), {}
    for bin_ in (0, 9, 30):
        for name, (magnitudes, signed) in transform._AUGMENTATION_SPACE.items():
            values = magnitudes(31, HEIGHT, WIDTH)
            magnitude = float(values[bin_]) if values is not None else 0.0
            for sign in (1, -1) if signed else (1,):
                source = smooth() if name in ("ShearX", "ShearY", "Rotate") else image(low=30, high=200)
                result = transform._apply_image_or_video_transform(
                    source.to(torch.uint8) if name in ("Posterize", "Solarize", "Equalize") else source / 255, name,
                    sign * magnitude, interpolation=LINEAR, fill={})
                scale = 1 if result.dtype == torch.uint8 else 255
                out[f"{name} {bin_} {sign}"] = flat(scale * result.float())
    return out


def equalised():
    flat_image = torch.full((3, HEIGHT, WIDTH), 77.0)
    two = image(low=100, high=101.999)
    return {"equalize": on_bytes(F.equalize, image()), "equalize one value": on_bytes(F.equalize, flat_image),
            "equalize two values": on_bytes(F.equalize, two), "autocontrast": on_floats(F.autocontrast, image(low=90, high=160)),
            "autocontrast one value": on_floats(F.autocontrast, flat_image)}


def drawn():
    """Means over many draws of what the random transforms draw for images of 30x20."""
    torch.manual_seed(1)
    x, count, out = torch.zeros(3, 30, 20), 20000, {}
    crop = [v2.RandomResizedCrop.make_params(v2.RandomResizedCrop((30, 20), antialias=True), [x]) for _ in range(count)]
    out["crop area"] = sum(p["height"] * p["width"] for p in crop) / count / 600
    out["crop log ratio"] = sum(math.log(p["width"] / p["height"]) for p in crop) / count
    out["crop left"] = sum(p["left"] for p in crop) / count
    out["crop top"] = sum(p["top"] for p in crop) / count
    eraser = v2.RandomErasing(p=1)
    erased = [eraser.make_params([x]) for _ in range(count)]
    erased = [p for p in erased if p["v"] is not None]
    out["erased share"] = len(erased) / count
    out["erased area"] = sum(p["h"] * p["w"] for p in erased) / len(erased) / 600
    out["erased log ratio"] = sum(math.log(p["h"] / p["w"]) for p in erased) / len(erased)
    for alpha in (0.2, 1.0):
        mixup, cutmix = v2.MixUp(alpha=alpha, num_classes=2), v2.CutMix(alpha=alpha, num_classes=2)
        batch = [torch.zeros(2, 3, 30, 20), torch.zeros(2, dtype=torch.long)]
        lams = torch.tensor([mixup.make_params(batch)["lam"] for _ in range(count)])
        out[f"mixup {alpha:g} mean"], out[f"mixup {alpha:g} deviation"] = lams.mean().item(), lams.std().item()
        cut = torch.tensor([_cut(cutmix, batch) for _ in range(count)])
        out[f"cutmix {alpha:g} mean"], out[f"cutmix {alpha:g} deviation"] = cut.mean().item(), cut.std().item()
    jitter = v2.ColorJitter(0.4, 1.5, 0.3, 0.1)
    params = [jitter.make_params([x]) for _ in range(count)]
    for name in ("brightness", "contrast", "saturation", "hue"):
        values = torch.tensor([float(p[f"{name}_factor"]) for p in params])
        out[f"{name} mean"], out[f"{name} deviation"] = values.mean().item(), values.std().item()
    return out


def _cut(cutmix, batch):
    return cutmix.make_params(batch[:1])["lam_adjusted"]


def mixes():
    """A batch of three, by torchvision's MixUp and CutMix with parameters that are given."""
    names = [torch.stack([image().roll(i, 1) for i in range(3)]) / 255, torch.arange(3)]
    out = {}
    mixup, cutmix = v2.MixUp(num_classes=3), v2.CutMix(num_classes=3)
    for name, transform, params in [
            ("mixup", mixup, {"lam": 0.3, "labels": names[1], "batch_size": 3}),
            ("cutmix", cutmix, {"box": (2, 3, 8, 5), "lam_adjusted": 1 - 12 / 120, "labels": names[1], "batch_size": 3})]:
        mixed, labels = transform.transform(names[0], params), transform.transform(names[1], params)
        out[name] = {"images": [v for x in mixed for v in flat(255 * x)], "labels": labels.flatten().tolist()}
    return out


print(json.dumps({"images": {**crops(), **colours(), **equalised()}, "randaugment": randaugment(), "drawn": drawn(),
                  "mixed": mixes()}))
