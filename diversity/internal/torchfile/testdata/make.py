"""Makes the files of the tests, and tensors.json with what is in them. Run: python make.py (torch 2.15)."""
import argparse
import collections
import json

import torch

torch.manual_seed(1)
base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8 - 1
shared = torch.arange(6, dtype=torch.float32)
tensors = collections.OrderedDict(
    whole=base,
    transposed=base.permute(2, 0, 1),
    part=base[:, 1:, ::2],
    last=torch.randn(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
    half=torch.tensor([1.5, -2.0, 65504.0, 6e-8, float("inf"), 0.1], dtype=torch.float16),
    brain=torch.tensor([1.5, -3.140625, 1e30], dtype=torch.bfloat16),
    double=torch.tensor([0.1, -1e-3], dtype=torch.float64),
    parameter=torch.nn.Parameter(torch.tensor([[2.5]])),
    scalar=torch.tensor(7.25),
    none=torch.zeros(0, 3),
    one=shared[:4], two=shared[2:],
    num_batches_tracked=torch.tensor(123),
)
for name, protocol in (("tensors.pt", 2), ("protocol4.pt", 4)):
    torch.save(tensors, name, pickle_protocol=protocol)
torch.save({"epoch": 90, "best": 0.5, "arch": "resnet18", "done": True, "none": None, "list": [1, (2, "x")], "big": -2**40,
            "optimizer": {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999)}]},
            "state_dict": torch.nn.BatchNorm1d(2).state_dict()}, "checkpoint.pt")
torch.save(tensors, "old.pt", _use_new_zipfile_serialization=False)
torch.save({"args": argparse.Namespace(lr=1), "w": base}, "namespace.pt")
torch.save(torch.nn.Linear(2, 2), "module.pt")
torch.save([base], "list.pt")
floats = {name: {"shape": list(t.shape), "data": [v if abs(v) < 1e38 else "inf" for v in t.detach().float().flatten().tolist()]}
          for name, t in tensors.items() if t.is_floating_point()}
json.dump(floats, open("tensors.json", "w"))
try:
    from safetensors.torch import save_file
    save_file({k: v.detach().contiguous().clone() for k, v in tensors.items()}, "../../safetensors/testdata/types.safetensors")
except ImportError:
    print("no safetensors")
