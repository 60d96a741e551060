"""Training speed of JAX on a device: small networks one after the other, ResNet-18 and ResNet-50 in bfloat16.

python3 jax_device.py --device cuda|cpu [--small] [--rounds N] [--seconds S] [--only NETWORK]

As a good user would have it: images stay on the device, a whole training of a small network is one call (lax.scan; on a
CPU, where convolutions lose their fast path in a loop, one call an update), compiled once for all runs. Prints one line
of JSON.
"""

import functools
import math
import os
import sys

if "--device" in sys.argv and sys.argv[sys.argv.index("--device") + 1] == "cpu":
    os.environ.setdefault("JAX_PLATFORMS", "cpu")

import device
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import jax_bench
import jax_resnet

jax_bench.CLASSES = device.CLASSES
EPSILON = 1e-5


def small_program(name: str, steps: int):
    loss = functools.partial(jax_bench.loss_of, net=name)

    def step(state, bank, labels, index):
        return jax_bench.update((bank[index].astype(jnp.float32) / 255, labels[index]), state, loss)[0]

    def many(state, bank, labels, rows):
        return lax.scan(lambda s, i: (step(s, bank, labels, i), None), state, rows)[0]

    return jax.jit(many if steps > 1 else lambda s, b, l, rows: step(s, b, l, rows[0]), donate_argnums=0)


# Of ImageNet's residual networks: blocks of the stages, and whether they are bottlenecks.
SHAPES = {18: ((2, 2, 2, 2), False), 50: ((3, 4, 6, 3), True)}


def large_layers(rng, depth: int):
    """Every convolution with its stride, in the order of `large_loss`, which pops them."""
    blocks, bottleneck = SHAPES[depth]
    made, width = [jax_resnet.layer(rng, 7, 3, 64)], 64
    for stage, count in enumerate(blocks):
        inner = 64 << stage
        out = 4 * inner if bottleneck else inner
        for _ in range(count):
            shapes = ((1, width, inner), (3, inner, inner), (1, inner, out)) if bottleneck else ((3, width, inner), (3, inner, out))
            made += [jax_resnet.layer(rng, *shape) for shape in shapes]
            if width != out:
                made.append(jax_resnet.layer(rng, 1, width, out))
            width = out
    bound = 1 / math.sqrt(width)
    head = jnp.asarray(rng.uniform(-bound, bound, (width, device.CLASSES)), jnp.float32)
    return {"layers": made, "head": head, "bias": jnp.zeros(device.CLASSES)}


def normalised(x, one):
    """Batch normalisation in float32 over all axes but the last; running statistics are left out, which favours JAX."""
    x = x.astype(jnp.float32)
    mean = x.mean((0, 1, 2))
    variance = jnp.square(x).mean((0, 1, 2)) - jnp.square(mean)
    return ((x - mean) * (lax.rsqrt(variance + EPSILON) * one["scale"]) + one["shift"]).astype(jnp.bfloat16)


def large_loss(params, x, labels, depth: int):
    blocks, bottleneck = SHAPES[depth]
    layers = iter(params["layers"])

    def apply(x, stride=1):
        one = next(layers)
        return normalised(jax_bench.product(x, one["weight"].astype(jnp.bfloat16), stride), one)

    x = jax.nn.relu(apply(x.astype(jnp.bfloat16) / 255, 2))
    x = lax.reduce_window(x, jnp.bfloat16(-jnp.inf), lax.max, (1, 3, 3, 1), (1, 2, 2, 1), ((0, 0), (1, 1), (1, 1), (0, 0)))
    for stage, count in enumerate(blocks):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            out = (256 if bottleneck else 64) << stage
            y, convolutions = x, 3 if bottleneck else 2
            for number in range(convolutions):
                y = apply(y, stride if number == (1 if bottleneck else 0) else 1)
                if number < convolutions - 1:
                    y = jax.nn.relu(y)
            shortcut = x if x.shape[-1] == out else apply(x, stride)
            x = jax.nn.relu(y + shortcut)
    logits = x.astype(jnp.float32).mean((1, 2)) @ params["head"] + params["bias"]
    return (jax.nn.logsumexp(logits, 1) - jnp.take_along_axis(logits, labels[:, None], 1)[:, 0]).mean()


def main() -> None:
    args = device.options(__doc__)
    programs = {}

    def train_small(name, images, labels, rows, seed) -> None:
        net = {"MLP": "mlp", "ConvNet": "conv"}[name]
        steps = 1 if args.device == "cpu" and net == "conv" else len(rows)
        call = programs.setdefault(name, small_program(net, steps))
        params, running = jax_bench.initial(np.random.default_rng(seed), net)
        state = (params, running, jax.tree.map(jnp.zeros_like, params), jnp.int32(0))
        bank, labels = jnp.asarray(images), jnp.asarray(labels)
        for first in range(0, len(rows), steps):
            state = call(state, bank, labels, jnp.asarray(rows[first : first + steps]))
        jax.block_until_ready(state)

    def updates_of_large(depth, images, labels, batch):
        params = large_layers(np.random.default_rng(1), depth)
        bank, labels = jnp.asarray(images), jnp.asarray(labels)

        def update(state, bank, labels, index):
            params, velocity = state
            gradient = jax.grad(large_loss)(params, bank[index], labels[index], depth)
            gradient = jax.tree.map(lambda g, p: g + 1e-3 * p, gradient, params)
            velocity = jax.tree.map(lambda v, g: 0.9 * v + g, velocity, gradient)
            params = jax.tree.map(lambda p, g, v: p - device.RATE * (g + 0.9 * v), params, gradient, velocity)
            return params, velocity

        call, rng = jax.jit(update, donate_argnums=0), np.random.default_rng(2)
        state = (params, jax.tree.map(jnp.zeros_like, params))

        def advance(count: int) -> int:
            nonlocal state
            for _ in range(count):
                state = call(state, bank, labels, rng.integers(0, len(images), batch, dtype=np.int32))
            jax.block_until_ready(state)
            return count

        return advance

    report = device.measure(args, train_small, updates_of_large)
    device.write(report, "JAX", jax.__version__, str(jax.devices()[0].device_kind))


if __name__ == "__main__":
    main()
