"""Reads a folder CLASS/image as its users do in Python, and prints what it took as one line of JSON.

usage: images.py METHOD FOLDER SIDE DRAW
METHOD pil: every image by Pillow, the short side resized to SIDE (antialiased), the middle square, into one array.
METHOD draft: the same, decoded at a fraction of the size where that is no smaller than SIDE.
METHOD torchvision: datasets.ImageFolder with Resize and CenterCrop, every image once.
Both then take DRAW images by chance: from the array, or, as ImageFolder keeps none, from their files again.
"""

import json
import os
import random
import sys
import time

import numpy as np


def listing(folder):
    for name in sorted(os.listdir(folder)):
        for base, _, files in sorted(os.walk(os.path.join(folder, name))):
            for file in sorted(files):
                if file.lower().endswith((".jpg", ".jpeg", ".png")):
                    yield os.path.join(base, file)


class Pil:
    draft = False

    def __init__(self, folder, side):
        self.paths, self.side = list(listing(folder)), side

    def load(self):
        self.pixels = np.stack([self.decode(path) for path in self.paths])

    def decode(self, path):
        from PIL import Image

        with Image.open(path) as image:
            if self.draft:
                image.draft(None, (self.side, self.side))
            image = image.convert("RGB")
            scale = self.side / min(image.size)
            size = [max(self.side, round(scale * length)) for length in image.size]
            left, top = [(length - self.side) // 2 for length in size]
            if image.size != tuple(size):
                image = image.resize(size, Image.BICUBIC)
            return np.asarray(image.crop((left, top, left + self.side, top + self.side)))

    def draw(self, indices):
        return self.pixels[indices]


class Draft(Pil):
    draft = True


class Torchvision:
    def __init__(self, folder, side):
        from torchvision import datasets, transforms

        self.images = datasets.ImageFolder(
            folder, transforms.Compose([transforms.Resize(side), transforms.CenterCrop(side)])
        )
        self.paths = self.images.samples

    def load(self):
        for i in range(len(self.paths)):
            np.asarray(self.images[i][0])

    def draw(self, indices):
        return np.stack([np.asarray(self.images[i][0]) for i in indices])


def main(method, folder, side, count):
    times = [time.process_time()]
    images = {"pil": Pil, "draft": Draft, "torchvision": Torchvision}[method](folder, int(side))
    times.append(time.process_time())
    images.load()
    times.append(time.process_time())
    indices = random.Random(1).sample(range(len(images.paths)), min(int(count), len(images.paths)))
    assert len(images.draw(indices)) == len(indices)
    times.append(time.process_time())
    listed, loaded, drawn = np.diff(times)
    print(json.dumps({"images": len(images.paths), "list": listed, "load": loaded, "draw": drawn}))


main(*sys.argv[1:])
