"""ResNet-20 for small images in JAX: He et al. (2015), section 4.2, with projections; resnet20 of pytorch_bench.py."""

import math

import jax
import jax.numpy as jnp

WIDTHS, BLOCKS, CHANNELS = (16, 32, 64), 3, 1


def layers(rng) -> list:
    """Every convolution with its normalisation, in the order of `features`."""
    width = WIDTHS[0]
    made = [layer(rng, 3, CHANNELS, width)]
    for out in WIDTHS:
        for _ in range(BLOCKS):
            made += [layer(rng, 3, width, out), layer(rng, 3, out, out)]
            if width != out:
                made.append(layer(rng, 1, width, out))
            width = out
    return made


def layer(rng, kernel: int, width: int, out: int) -> dict:
    """Begun as torchvision begins residual networks."""
    deviation = math.sqrt(2 / (kernel * kernel * out))
    weight = jnp.asarray(rng.normal(0, deviation, (kernel, kernel, width, out)), jnp.float32)
    return {"weight": weight, "scale": jnp.ones(out), "shift": jnp.zeros(out)}


def features(apply, x):
    """Features of images, where apply(number, x, stride) convolves by a layer and normalises."""
    number, width = 1, WIDTHS[0]
    x = jax.nn.relu(apply(0, x, 1))
    for out in WIDTHS:
        for _ in range(BLOCKS):
            stride = 1 if width == out else 2
            y = apply(number + 1, jax.nn.relu(apply(number, x, stride)), 1)
            number += 2
            if width != out:
                x = apply(number, x, stride)
                number += 1
            x, width = jax.nn.relu(x + y), out
    return x.mean((1, 2))
