#!/usr/bin/env python3
"""Writes small JPEG files, NAME.jpg, and what Pillow makes of each: NAME.png at full size, NAME.2.png, NAME.4.png and
NAME.8.png decoded at a fraction of the size (draft). Needs Pillow, numpy and cjpeg of libjpeg-turbo.

usage: make.py        (writes beside itself; made with Pillow 13.0, libjpeg-turbo 3.2 and cjpeg 2.1.5)
"""
import io, os, struct, subprocess
import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
H, W = 27, 37


def scene(h=H, w=W):
    """a smooth field of colours with two sharp squares and some noise: no symmetry"""
    y, x = np.mgrid[0:h, 0:w]
    a = np.stack([x * 255 // max(1, w - 1), y * 255 // max(1, h - 1), (x + y) * 255 // (h + w)], -1).astype(np.uint8)
    a[h // 6:h // 3, w // 8:w // 4] = (230, 20, 20)
    a[h // 2:h // 2 + h // 5, w // 2:w // 2 + w // 6] = (20, 30, 240)
    noise = np.random.default_rng(3).integers(-12, 13, (h, w, 3))
    return np.clip(a + noise * (x > w * 2 // 3)[..., None], 0, 255).astype(np.uint8)


def cjpeg(a, *args, quality='92'):
    ppm = io.BytesIO()
    Image.fromarray(a).save(ppm, 'PPM')
    return subprocess.run(['cjpeg', '-quality', quality, *args], input=ppm.getvalue(), stdout=subprocess.PIPE, check=True).stdout


def put(name, data):
    with open(os.path.join(HERE, name + '.jpg'), 'wb') as f:
        f.write(data)
    for scale in (1, 2, 4, 8):
        image = Image.open(io.BytesIO(data))
        target = 'L' if image.mode == 'L' else 'RGB'
        if min(image.size) < scale:
            continue  # Pillow chooses a smaller fraction
        if scale > 1:
            image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))
        image = image.convert(target)
        want = Image.open(io.BytesIO(data)).size
        if scale > 1 and image.size != (-(-want[0] // scale), -(-want[1] // scale)):
            continue
        image.save(os.path.join(HERE, name + ('' if scale == 1 else f'.{scale}') + '.png'), optimize=True)


S = scene()
for s in ('1x1', '2x2', '2x1', '1x2', '4x1', '1x4', '4x2', '3x1', '1x3', '3x2', '1x1,2x2,2x2', '2x2,2x1,2x1', '2x2,1x2,1x2',
          '2x2,2x1,1x2', '1x2,1x1,1x2', '2x1,1x1,2x1'):
    put('sample-' + s.replace(',', '-'), cjpeg(S, '-sample', s))
    put('progressive-' + s.replace(',', '-'), cjpeg(S, '-sample', s, '-progressive'))
put('grey', cjpeg(S, '-grayscale'))
put('grey-progressive', cjpeg(S, '-grayscale', '-progressive'))
put('grey-2x2', cjpeg(S, '-grayscale', '-sample', '2x2'))
put('rgb', cjpeg(S, '-rgb'))
put('restart', cjpeg(S, '-restart', '1B', '-sample', '2x2'))
put('restart-progressive', cjpeg(S, '-restart', '2B', '-progressive'))
put('quality-1', cjpeg(S, quality='1'))  # divisors above 255: an extended file with 16-bit tables
put('quality-100', cjpeg(S, '-sample', '1x1', quality='100'))
put('optimised', cjpeg(S, '-optimize'))
for h, w in ((1, 1), (1, 17), (17, 1), (2, 2), (8, 8), (9, 16), (16, 3), (33, 5)):
    put(f'size-{h}x{w}', cjpeg(scene(h, w), '-sample', '2x2'))
with open('/tmp/scans.txt', 'w') as f:
    f.write('0;\n1;\n2;\n')
put('three-scans', cjpeg(S, '-sample', '2x2', '-scans', '/tmp/scans.txt'))
os.remove('/tmp/scans.txt')
b = io.BytesIO()
Image.fromarray(S).convert('CMYK').save(b, 'JPEG', quality=92)
b = b.getvalue()
i = b.find(b'Adobe')
put('cmyk', b)
y = bytearray(b)
y[i + 11] = 2
put('ycck', bytes(y))
n = struct.unpack('>H', b[i - 2:i])[0]
put('cmyk-plain', b[:i - 4] + b[i - 2 + n:])
b = io.BytesIO()
Image.fromarray(S).convert('CMYK').save(b, 'JPEG', quality=92, progressive=True)
put('cmyk-progressive', b.getvalue())
