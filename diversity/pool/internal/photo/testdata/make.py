#!/usr/bin/env python3
"""Writes small image files, NAME.EXT, and what Pillow makes of each, upright and on white: NAME.want.png (L or RGB).
Needs Pillow and numpy (made with Pillow 12.3)."""
import io, os, struct, zlib
import numpy as np
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
H, W = 21, 30


def scene(h=H, w=W):
    y, x = np.mgrid[0:h, 0:w]
    a = np.stack([x * 255 // max(1, w - 1), y * 255 // max(1, h - 1), (x + y) * 255 // (h + w)], -1).astype(np.uint8)
    a[h // 6:h // 3, w // 8:w // 4] = (230, 20, 20)
    a[h // 2:h // 2 + h // 5, w // 2:w // 2 + w // 6] = (20, 30, 240)
    return a


def on_white(image):
    image = ImageOps.exif_transpose(image)
    if image.mode in ('L', 'I;16', '1'):
        return Image.fromarray((np.asarray(image).astype(int) >> 8).astype(np.uint8)) if image.mode == 'I;16' else image.convert('L')
    if image.mode == 'RGBX':
        image = image.convert('RGB')
    back = Image.new('RGBA', image.size, (255, 255, 255, 255))
    back.alpha_composite(image.convert('RGBA'))
    return back.convert('RGB')


def put(name, data, want=None):
    with open(os.path.join(HERE, name), 'wb') as f:
        f.write(data)
    want = want or on_white(Image.open(io.BytesIO(data)))
    want.save(os.path.join(HERE, name + '.want.png'), optimize=True)


def enc(image, fmt, **k):
    b = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(b, fmt, **k)
    return b.getvalue()


def chunk(t, x):
    return struct.pack('>I', len(x)) + t + x + struct.pack('>I', zlib.crc32(t + x))


def png(h, w, depth, kind, rows, extra=b'', interlace=0):
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, depth, kind, 0, 0, interlace)) + extra + \
        chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


S = scene()
IM = Image.fromarray(S)
GREY = np.asarray(IM.convert('L'))
RGBA = np.dstack([S, np.full((H, W), 255, np.uint8)])
RGBA[:, :9, 3] = 0
RGBA[:, 9:18, 3] = np.arange(H)[:, None] * 12
plain = lambda a: b''.join(b'\0' + r.tobytes() for r in a)

put('rgb.png', enc(IM, 'PNG'))
put('grey.png', enc(GREY, 'PNG'))
put('grey-1bit.png', enc(IM.convert('1'), 'PNG'))
put('grey-2bit.png', png(8, 8, 2, 0, b'\0\x1b\xe4' * 8))
put('rgb-16bit.png', png(H, W, 16, 2, plain((S.astype(np.uint16) * 256 + 77).astype('>u2'))))
put('grey-16bit.png', enc((np.mgrid[0:H, 0:W][1] * 2100 + 300).astype(np.uint16), 'PNG'))
put('grey-12in16bit.png', enc((np.mgrid[0:H, 0:W][1] * 130 + np.mgrid[0:H, 0:W][0]).astype(np.uint16), 'PNG'))
put('palette.png', enc(IM.quantize(100), 'PNG'))
put('palette-clear.png', enc(IM.quantize(100), 'PNG', transparency=7))
put('rgba.png', enc(RGBA, 'PNG'))
put('grey-alpha.png', enc(Image.fromarray(RGBA).convert('LA'), 'PNG'))
ink = np.zeros((H, W, 4), np.uint8)
ink[5:9, 3:20, 3] = 255
put('ink.png', enc(ink, 'PNG'))
put('key-colour.png', png(H, W, 8, 2, plain(S), chunk(b'tRNS', struct.pack('>HHH', 230, 20, 20))))
put('key-grey.png', png(H, W, 8, 0, plain(GREY), chunk(b'tRNS', struct.pack('>H', int(GREY[4, 4])))),
    on_white(Image.fromarray(np.dstack([GREY, np.where(GREY == GREY[4, 4], 0, 255).astype(np.uint8)]), 'LA')))
rows = b''
for xs, ys, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
    for r in range(ys, H, dy):
        rows += b'\0' + S[r, xs::dx].tobytes()
put('interlaced.png', png(H, W, 8, 2, rows, interlace=1))
put('animated.png', enc(IM, 'PNG', save_all=True, append_images=[Image.fromarray(S[::-1].copy())]))
put('trailing.png', enc(IM, 'PNG') + b'junk' * 20)

q = IM.quantize(64)
put('animated.gif', enc(q, 'GIF', save_all=True, append_images=[Image.fromarray(S[::-1].copy()).quantize(64)]))
put('clear.gif', enc(q, 'GIF', transparency=5))


def frame(w, h, l, t, fw, fh):
    """a GIF whose first frame, red and blue, covers part of its screen"""
    out = b'GIF89a' + struct.pack('<HHBBB', w, h, 0x91, 1, 0) + bytes([0, 0, 0, 0, 255, 0, 255, 0, 0, 0, 0, 255])
    out += b',' + struct.pack('<HHHHB', l, t, fw, fh, 0)
    codes = []
    for n in range(fw * fh):
        codes += [4] * (n % 2 == 0) + [2 if n % fw < fw // 2 else 3]
    acc = bits = 0
    data = b''
    for c in codes + [5]:
        acc |= c << bits
        bits += 3
        while bits >= 8:
            data, acc, bits = data + bytes([acc & 255]), acc >> 8, bits - 8
    data += bytes([acc & 255])
    return out + b'\x02' + bytes([len(data)]) + data + b'\0;'


screen = np.full((32, 32, 3), 255, np.uint8)
screen[12:18, 8:13], screen[12:18, 13:18] = (255, 0, 0), (0, 0, 255)
put('part-of-screen.gif', frame(32, 32, 8, 12, 10, 6), Image.fromarray(screen))  # around it: transparent, as browsers show

put('lossless.webp', enc(IM, 'WEBP', lossless=True))
put('lossless-alpha.webp', enc(RGBA, 'WEBP', lossless=True, exact=True))
for size in ((H, W), (1, 1), (2, 2), (3, 5), (16, 17), (40, 33)):
    put(f'lossy-{size[0]}x{size[1]}.webp', enc(scene(*size), 'WEBP', quality=90))
put('lossy-alpha.webp', enc(RGBA, 'WEBP', quality=90))
put('rgb.bmp', enc(IM, 'BMP'))
put('palette.bmp', enc(IM.quantize(100), 'BMP'))
put('grey.bmp', enc(GREY, 'BMP'))
for name, k in (('plain', {}), ('lzw', {'compression': 'tiff_lzw'}), ('deflate', {'compression': 'tiff_adobe_deflate'}),
                ('packbits', {'compression': 'packbits'})):
    put(f'rgb-{name}.tif', enc(IM, 'TIFF', **k))
put('grey.tif', enc(GREY, 'TIFF'))
put('grey-16bit.tif', enc((np.mgrid[0:H, 0:W][1] * 2100 + 300).astype(np.uint16), 'TIFF'))
put('rgba.tif', enc(RGBA, 'TIFF'))
put('palette.tif', enc(IM.quantize(100), 'TIFF'))

for o in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = o
    put(f'turned-{o}.jpg', enc(IM, 'JPEG', quality=90, exif=exif))
    put(f'turned-{o}.png', enc(IM, 'PNG', exif=exif))
    put(f'turned-{o}.webp', enc(IM, 'WEBP', lossless=True, exif=exif))
    put(f'turned-{o}.tif', enc(IM, 'TIFF', exif=exif, compression='tiff_lzw'))
b = io.BytesIO()
IM.save(b, 'MPO', save_all=True, append_images=[Image.fromarray(S[::-1].copy())], quality=90)
put('two-pictures.jpg', b.getvalue())
