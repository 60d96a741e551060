"""A whole study in JAX on one thread: pre-training, features and probes of every run that `kernel bench` exported.

python3 jax_study.py FOLDER

Data are on the device. The head is as wide as the largest number of classes and masked, so that one program serves all runs;
updates run in lax.scan where that is faster (MLP). Prints one line of JSON.
"""

import functools
import time

import jax_bench as bench  # first: it sets XLA's flags

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy.ndimage import map_coordinates

import study

PART = 500  # images whose features are computed at once


def masked_loss(params, running, x, labels, active, net):
    logits, running = bench.forward(params, running, x, net)
    logits = jnp.where(active, logits, -1e9)
    own = jnp.take_along_axis(logits, labels[:, None], 1)[:, 0]
    return (jax.nn.logsumexp(logits, 1) - own).mean(), running


def augmented(x, amounts, key):
    """Images [B, H, W, 1], each under its own affine map and mirror; linear interpolation, zero outside."""
    keys, batch, side = jax.random.split(key, 4), len(x), x.shape[1]
    angle = jax.random.normal(keys[0], (batch,)) * (amounts["rotate"] * jnp.pi / 180)
    scale = jnp.exp(jax.random.normal(keys[1], (batch, 2)) * amounts["scale"])
    mirror = jnp.where(jax.random.uniform(keys[2], (batch,)) < amounts["flip"], -1.0, 1.0)
    shift = jax.random.normal(keys[3], (batch, 2)) * amounts["shift"]
    centre = (side - 1) / 2
    v, u = jnp.meshgrid(jnp.arange(side) - centre, jnp.arange(side) - centre, indexing="ij")

    def one(image, angle, scale, mirror, shift):
        cos, sin = jnp.cos(angle), jnp.sin(angle)
        columns = mirror * scale[0] * (cos * u - sin * v) + centre + shift[0]
        rows = scale[1] * (sin * u + cos * v) + centre + shift[1]
        return map_coordinates(image, [rows, columns], order=1)

    return jax.vmap(one)(x[..., 0], angle, scale, mirror, shift)[..., None]


def program(spec, steps):
    """One call makes `steps` updates; the state's buffers are reused for the result."""

    def one(bank, labels, active, state, row):
        index, key = row
        x = bank[index].astype(jnp.float32) / 255
        if any(spec["augment"].values()):
            x = augmented(x, spec["augment"], key)
        return bench.update((x, labels[index]), state, functools.partial(masked_loss, active=active, net=spec["net"]))

    @functools.partial(jax.jit, donate_argnums=0)
    def call(state, bank, labels, active, index, keys):
        step = functools.partial(one, bank, labels, active)
        if steps == 1:
            return step(state, (index[0], keys[0]))[0]
        return lax.scan(step, state, (index, keys))[0]

    return call


@functools.partial(jax.jit, static_argnames="net")
def infer(params, running, x, net):
    """Features of uint8 images, with the running statistics."""
    return bench.features(params, running, x.astype(jnp.float32) / 255, net, by_running)[0]


def by_running(x, layer, running):
    factor = layer["scale"] * lax.rsqrt(running["variance"] + bench.EPSILON)
    return (x - running["mean"]) * factor + layer["shift"], running


class Trainer:
    def __init__(self, spec):
        self.spec, self.steps = spec, {"mlp": 40, "conv": 1, "resnet20": 1}[spec["net"]]
        self.call = program(spec, self.steps)
        self.compile_seconds = 0.0

    def train(self, images, labels, classes, seed):
        rng = np.random.default_rng(seed)
        params, running = bench.initial(rng, self.spec["net"])
        running = [{"mean": s["mean"], "variance": s["variance"] + 1} for s in running]
        state = (params, running, jax.tree.map(jnp.zeros_like, params), jnp.int32(0))
        bank, labels = jnp.asarray(images), jnp.asarray(labels)
        active = jnp.arange(self.spec["classes"]) < classes
        rows, key = bench.batches(rng, len(images)), jax.random.key(int(rng.integers(2**31)))
        for done in range(0, self.spec["updates"], self.steps):
            key, now = jax.random.split(key)
            index = np.stack([next(rows) for _ in range(self.steps)])
            start = time.process_time()
            state = jax.block_until_ready(self.call(state, bank, labels, active, index, jax.random.split(now, self.steps)))
            if done == 0 and not self.compile_seconds:
                self.compile_seconds = time.process_time() - start
        self.params, self.running = state[:2]

    def features(self, images):
        net = self.spec["net"]
        size = PART if net == "resnet20" else len(images)  # its maps of all images would take gigabytes
        parts = [images[start : start + size] for start in range(0, len(images), size)]
        return np.concatenate([np.asarray(infer(self.params, self.running, part, net)) for part in parts])


def main():
    args = study.options(__doc__)
    what, clock, outcomes = study.Study(args.folder), study.Clock(), {}
    bench.UPDATES, bench.CLASSES = what.spec["updates"], what.spec["classes"]
    trainer = Trainer(what.spec)
    for name, images, labels, classes, seed in what.runs():
        clock.timed("train", trainer.train, images, labels, classes, seed)
        outcomes[name] = clock.timed("probe", what.measure, trainer.features)
    study.report("JAX", jax.__version__, trainer.compile_seconds, clock, outcomes)


if __name__ == "__main__":
    main()
