#!/usr/bin/env python3
"""Images per CPU second of Pillow, beside `go test -bench . -cpu 1`: speed.py FILE.jpg (64x64) FILE.jpg (500x375)"""
import io, sys, time
from PIL import Image


def rate(name, do, count):
    start = time.process_time()
    for _ in range(count):
        do()
    print(f'{name}: {count / (time.process_time() - start):.0f} images/s')


small, large = (open(f, 'rb').read() for f in sys.argv[1:3])


def decode(data, size=None, draft=False):
    image = Image.open(io.BytesIO(data))
    if draft:
        image.draft('RGB', size)
    image = image.convert('RGB')
    return image.resize(size, Image.BICUBIC) if size else image


rate('64x64', lambda: decode(small), 3000)
rate('500x375 to 64', lambda: decode(large, (64, 64)), 300)
rate('500x375 to 64 by draft', lambda: decode(large, (64, 64), True), 300)
rate('500x375 to 224', lambda: decode(large, (224, 224)), 300)
