"""The values of tensors by a formula of name, shape and index, as formula_test.go has it in Go."""
import math

import numpy as np
import torch


def uniform(name, size):
    """Numbers in [-0.5, 0.5): hashes of the positions, begun with the FNV-1a hash of the name."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2**32
    h = np.arange(size, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
    h = (h ^ h >> np.uint32(16)) * np.uint32(0x85EBCA6B)
    h = (h ^ h >> np.uint32(13)) * np.uint32(0xC2B2AE35)
    h = h ^ h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float32) / np.float32(2**24) - np.float32(0.5)


def values(name, shape):
    """A parameter or a running statistic."""
    u = uniform(name, math.prod(shape))
    if len(shape) > 1:
        u = u * np.float32(2 * math.sqrt(6 / math.prod(shape[1:])))
    elif name.endswith((".weight", ".running_var")):
        u = 1 + np.float32(0.4) * u
    else:
        u = np.float32(0.4) * u
    return torch.from_numpy(u.astype(np.float32).reshape(shape))


def fill(module):
    """Fills all tensors of a module, and puts it into evaluation mode."""
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if tensor.dtype == torch.float32:
                tensor.copy_(values(name, tuple(tensor.shape)))
    return module.eval()


def images(batch, height, width, channels):
    """Images [batch, channels, height, width] with values 0..1 that the formula gives channels last."""
    u = uniform("images", batch * height * width * channels) + np.float32(0.5)
    return torch.from_numpy(u.reshape(batch, height, width, channels)).permute(0, 3, 1, 2).contiguous()
