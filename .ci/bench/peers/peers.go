// Package peers holds the scripts that do in PyTorch and in JAX what this laboratory does: training alone
// (pytorch_bench.py, jax_bench.py, compare.py) and whole studies (pytorch_study.py, jax_study.py). The command
// studies of this module runs the latter.
package peers

import "embed"

// Scripts are the Python programs, which import each other.
//
//go:embed *.py
var Scripts embed.FS
