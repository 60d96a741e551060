"""Training speed of this package's two default networks in JAX, on one thread of the CPU.

python3 jax_bench.py --net mlp|conv [--seconds S] [--seed N] [--steps-per-call N]

Prints one line of JSON. samples_per_cpu_second counts the CPU time of the process during the timed updates; compilation
and the first updates are left out. Several updates may run in one call (lax.scan); the
default is what was fastest.
"""

import argparse
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

CLASSES, PER_CLASS, SIDE, BATCH = 256, 16, 28, 64
RATE, WARMUP, UPDATES = 0.05, 50, 2000
FASTEST_STEPS = {"mlp": 50, "conv": 1}  # updates per call; XLA's convolutions lose their fast path inside a loop
MOMENTUM, DECAY, EPSILON, AVERAGE = 0.9, 1e-3, 1e-5, 0.9


def uniform(rng, shape, fan_in):
    bound = 1 / math.sqrt(fan_in)
    return jnp.asarray(rng.uniform(-bound, bound, shape), jnp.float32)


def initial(rng, net):
    """Parameters, and the running mean and variance of every normalisation."""
    if net == "mlp":
        widths = (SIDE * SIDE, 256, 128)
        shapes = [((a, b), a) for a, b in zip(widths, widths[1:])]
        features = widths[-1]
    else:
        channels = (1, 16, 32, 64, 64)
        shapes = [((3, 3, a, b), 9 * a) for a, b in zip(channels, channels[1:])]
        features = 4 * channels[-1]
    layers = [{"weight": uniform(rng, shape, fan_in), "scale": jnp.ones(shape[-1]), "shift": jnp.zeros(shape[-1])} for shape, fan_in in shapes]
    head = {"weight": uniform(rng, (features, CLASSES), features), "bias": uniform(rng, (CLASSES,), features)}
    running = [{"mean": jnp.zeros(shape[-1]), "variance": jnp.ones(shape[-1])} for shape, _ in shapes]
    return {"layers": layers, "head": head}, running


def normalise(x, layer, running):
    """Batch normalisation over all axes but the last."""
    axes = tuple(range(x.ndim - 1))
    count = x.size // x.shape[-1]
    mean = x.mean(axes)
    variance = jnp.square(x).mean(axes) - jnp.square(mean)
    y = (x - mean) * (lax.rsqrt(variance + EPSILON) * layer["scale"]) + layer["shift"]
    new = {"mean": mean, "variance": variance * (count / (count - 1))}
    return y, jax.tree.map(lambda old, now: AVERAGE * old + (1 - AVERAGE) * now, running, new)


def forward(params, running, x):
    new = []
    for layer, stats in zip(params["layers"], running):
        weight = layer["weight"]
        if weight.ndim == 2:
            x = x.reshape(len(x), -1) @ weight
        else:
            x = lax.conv_general_dilated(x, weight, (2, 2), ((1, 1), (1, 1)), dimension_numbers=("NHWC", "HWIO", "NHWC"))
        x, stats = normalise(x, layer, stats)
        x = jax.nn.relu(x)
        new.append(stats)
    return x.reshape(len(x), -1) @ params["head"]["weight"] + params["head"]["bias"], new


def loss_of(params, running, x, labels):
    logits, running = forward(params, running, x)
    own = jnp.take_along_axis(logits, labels[:, None], 1)[:, 0]
    return (jax.nn.logsumexp(logits, 1) - own).mean(), running


def rate(step):
    """Linear warm-up, then half a cosine; it starts again after UPDATES updates."""
    step = step % UPDATES
    cosine = RATE * (1 + jnp.cos(jnp.pi * (step - WARMUP) / (UPDATES - WARMUP))) / 2
    return jnp.where(step < WARMUP, RATE * (step + 1) / WARMUP, cosine)


def update(batch, state, loss_of=loss_of):
    """One update on the images [B, H, W, C] in 0..1 and labels [B] of a batch."""
    params, running, velocity, step = state
    (loss, running), gradient = jax.value_and_grad(loss_of, has_aux=True)(params, running, *batch)
    gradient = jax.tree.map(lambda g, p: g + DECAY * p, gradient, params)
    velocity = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocity, gradient)
    now = rate(step)
    params = jax.tree.map(lambda p, g, v: p - now * (g + MOMENTUM * v), params, gradient, velocity)
    return (params, running, velocity, step + 1), loss


def program(steps_per_call):
    """One call makes this many updates; the state's buffers are reused for the result."""

    def batch(bank, labels, index):
        return bank[index].astype(jnp.float32) / 255, labels[index]

    def many(state, bank, labels, index):
        state, losses = lax.scan(lambda s, i: update(batch(bank, labels, i), s), state, index)
        return state, losses[-1]

    def one(state, bank, labels, index):
        return update(batch(bank, labels, index[0]), state)

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
    parser.add_argument("--net", choices=("mlp", "conv"), required=True)
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
    rows, call = batches(rng, len(bank)), program(steps)

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
