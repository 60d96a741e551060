#!/usr/bin/env python3
"""Writes scene.png and what Pillow's BICUBIC makes of it at several sizes: HEIGHTxWIDTH.png, grey-HEIGHTxWIDTH.png;
crop-... as torchvision's Resize and CenterCrop do, pad-... by ImageOps.pad on black; scene2.png (tall) likewise.
Needs numpy and Pillow before 13 (made with 12.3), which always computes columns first; 13 does rows first for some shapes."""
import os
import numpy as np
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))


def scene(h, w):
    y, x = np.mgrid[0:h, 0:w]
    a = np.stack([x * 255 // (w - 1), y * 255 // (h - 1), (x + y) * 255 // (h + w)], -1).astype(np.uint8)
    a[h // 6:h // 3, w // 8:w // 4] = (255, 0, 0)
    a[h // 2:h // 2 + h // 5, w // 2:w // 2 + w // 6] = (0, 0, 255)
    a[:, w * 3 // 4:] = np.random.default_rng(1).integers(0, 2, (h, w - w * 3 // 4, 3)) * 255
    return Image.fromarray(a)


def crop(image, h, w):
    """torchvision.transforms.functional: resize the short side (of a square: the code below), center_crop"""
    if w * image.height >= h * image.width:
        full = (w, int(w * image.height / image.width))
    else:
        full = (int(h * image.width / image.height), h)
    image = image.resize(full, Image.BICUBIC)
    top, left = int(round((image.height - h) / 2.0)), int(round((image.width - w) / 2.0))
    return image.crop((left, top, left + w, top + h))


def save(image, name):
    image.save(os.path.join(HERE, name + '.png'), optimize=True)


for name, source in (('scene', scene(48, 65)), ('tall', scene(61, 23))):
    save(source, name)
    for h, w in ((24, 32), (28, 28), (96, 128), (7, 9), (1, 1), (48, 30), (31, 65), (3, 200)):
        save(source.resize((w, h), Image.BICUBIC), f'{name}-{h}x{w}')
        save(source.convert('L').resize((w, h), Image.BICUBIC), f'{name}-grey-{h}x{w}')
    for h, w in ((28, 28), (17, 17), (64, 64), (20, 31), (31, 20)):
        save(crop(source, h, w), f'{name}-crop-{h}x{w}')
        save(ImageOps.pad(source, (w, h), Image.BICUBIC, color=(0, 0, 0)), f'{name}-pad-{h}x{w}')
