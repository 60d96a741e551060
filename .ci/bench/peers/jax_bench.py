"""Training speed of this package's two default networks, and of ResNet-20, in JAX, on one thread of the CPU.

python3 jax_bench.py --net mlp|conv|resnet20 [--seconds S] [--seed N] [--steps-per-call N]

Prints one line of JSON. samples_per_cpu_second counts the CPU time of the process during the timed updates; compilation
and the first updates are left out. Several updates may run in one call (lax.scan); the
default is what was fastest.
"""

import argparse
import functools
import json
import math
import os
import resource
import time

# XLA reads these when it is loaded.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import jax_resnet as resnet

CLASSES, PER_CLASS, SIDE, BATCH = 256, 16, 28, 64
RATE, WARMUP, UPDATES = 0.05, 50, 2000
FASTEST_STEPS = {"mlp": 50, "conv": 1, "resnet20": 1}  # updates per call; XLA's convolutions lose their fast path inside a loop
MOMENTUM, DECAY, EPSILON, AVERAGE = 0.9, 1e-3, 1e-5, 0.9


def uniform(rng, shape, fan_in):
    bound = 1 / math.sqrt(fan_in)
    return jnp.asarray(rng.uniform(-bound, bound, shape), jnp.float32)


def initial(rng, net):
    """Parameters, and the running mean and variance of every normalisation."""
    if net == "resnet20":
        layers, features = resnet.layers(rng), resnet.WIDTHS[-1]
    elif net == "mlp":
        widths = (SIDE * SIDE, 256, 128)
        layers, features = [layer(rng, (a, b), a) for a, b in zip(widths, widths[1:])], widths[-1]
    else:
        channels = (1, 16, 32, 64, 64)
        layers = [layer(rng, (3, 3, a, b), 9 * a) for a, b in zip(channels, channels[1:])]
        features = 4 * channels[-1]
    head = {"weight": uniform(rng, (features, CLASSES), features), "bias": uniform(rng, (CLASSES,), features)}
    running = [{"mean": jnp.zeros_like(one["shift"]), "variance": jnp.ones_like(one["scale"])} for one in layers]
    return {"layers": layers, "head": head}, running


def layer(rng, shape, fan_in):
    return {"weight": uniform(rng, shape, fan_in), "scale": jnp.ones(shape[-1]), "shift": jnp.zeros(shape[-1])}


def normalise(x, layer, running):
    """Batch normalisation over all axes but the last."""
    axes = tuple(range(x.ndim - 1))
    count = x.size // x.shape[-1]
    mean = x.mean(axes)
    variance = jnp.square(x).mean(axes) - jnp.square(mean)
    y = (x - mean) * (lax.rsqrt(variance + EPSILON) * layer["scale"]) + layer["shift"]
    new = {"mean": mean, "variance": variance * (count / (count - 1))}
    return y, jax.tree.map(lambda old, now: AVERAGE * old + (1 - AVERAGE) * now, running, new)


def features(params, running, x, net, normalise=normalise):
    """Features of images [B, H, W, C] in 0..1, and the new running statistics."""
    new = list(running)

    def apply(number, x, stride=2):
        one = params["layers"][number]
        x, new[number] = normalise(product(x, one["weight"], stride), one, running[number])
        return x

    if net == "resnet20":
        x = resnet.features(apply, x)
    else:
        for number in range(len(running)):
            x = jax.nn.relu(apply(number, x))
    return x.reshape(len(x), -1), new


def product(x, weight, stride):
    if weight.ndim == 2:
        return x.reshape(len(x), -1) @ weight
    pad = weight.shape[0] // 2
    return lax.conv_general_dilated(x, weight, (stride, stride), ((pad, pad), (pad, pad)), dimension_numbers=("NHWC", "HWIO", "NHWC"))


def forward(params, running, x, net):
    x, running = features(params, running, x, net)
    return x @ params["head"]["weight"] + params["head"]["bias"], running


def loss_of(params, running, x, labels, net):
    logits, running = forward(params, running, x, net)
    own = jnp.take_along_axis(logits, labels[:, None], 1)[:, 0]
    return (jax.nn.logsumexp(logits, 1) - own).mean(), running


def rate(step):
    """Linear warm-up, then half a cosine; it starts again after UPDATES updates."""
    step = step % UPDATES
    cosine = RATE * (1 + jnp.cos(jnp.pi * (step - WARMUP) / (UPDATES - WARMUP))) / 2
    return jnp.where(step < WARMUP, RATE * (step + 1) / WARMUP, cosine)


def update(batch, state, loss_of):
    """One update on the images [B, H, W, C] in 0..1 and labels [B] of a batch."""
    params, running, velocity, step = state
    (loss, running), gradient = jax.value_and_grad(loss_of, has_aux=True)(params, running, *batch)
    gradient = jax.tree.map(lambda g, p: g + DECAY * p, gradient, params)
    velocity = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocity, gradient)
    now = rate(step)
    params = jax.tree.map(lambda p, g, v: p - now * (g + MOMENTUM * v), params, gradient, velocity)
    return (params, running, velocity, step + 1), loss


def program(net, steps_per_call):
    """One call makes this many updates; the state's buffers are reused for the result."""
    loss = functools.partial(loss_of, net=net)

    def batch(bank, labels, index):
        return bank[index].astype(jnp.float32) / 255, labels[index]

    def many(state, bank, labels, index):
        state, losses = lax.scan(lambda s, i: update(batch(bank, labels, i), s, loss), state, index)
        return state, losses[-1]

    def one(state, bank, labels, index):
        return update(batch(bank, labels, index[0]), state, loss)

    return jax.jit(many if steps_per_call > 1 else one, donate_argnums=0)


def batches(rng, total):
    """Index batches cut from a sequence of random permutations."""
    while True:
        order = rng.permutation(total).astype(np.int32)
        for start in range(0, total - BATCH + 1, BATCH):
            yield order[start : start + BATCH]


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--net", choices=tuple(FASTEST_STEPS), required=True)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps-per-call", type=int, default=0)
    args = parser.parse_args()
    steps = args.steps_per_call or FASTEST_STEPS[args.net]

    rng = np.random.default_rng(args.seed)
    bank = jnp.asarray(rng.integers(0, 256, (CLASSES * PER_CLASS, SIDE, SIDE, 1), dtype=np.uint8))
    labels = jnp.arange(len(bank), dtype=jnp.int32) % CLASSES
    params, running = initial(rng, args.net)
    state = (params, running, jax.tree.map(jnp.zeros_like, params), jnp.int32(0))
    rows, call = batches(rng, len(bank)), program(args.net, steps)

    def advance(state):
        return call(state, bank, labels, np.stack([next(rows) for _ in range(steps)]))

    start = time.perf_counter()
    state, loss = jax.block_until_ready(advance(state))
    compile_seconds = time.perf_counter() - start
    for _ in range(max(1, 50 // steps)):
        state, loss = jax.block_until_ready(advance(state))
    wall, cpu, calls = time.perf_counter(), cpu_seconds(), 0
    while time.perf_counter() - wall < args.seconds:
        state, loss = jax.block_until_ready(advance(state))
        calls += 1
    wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
    if not math.isfinite(float(loss)):
        raise SystemExit(f"the loss is {loss}")
    samples = calls * steps * BATCH
    print(json.dumps({
        "framework": "jax", "version": jax.__version__, "net": args.net,
        "samples_per_cpu_second": samples / cpu, "samples_per_second": samples / wall, "compile_seconds": compile_seconds,
    }))


if __name__ == "__main__":
    main()
