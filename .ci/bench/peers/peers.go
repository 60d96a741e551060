// Package peers holds the scripts that do in PyTorch and in JAX what this laboratory does: training alone
// (pytorch_bench.py, jax_bench.py, compare.py) and whole studies (pytorch_study.py, jax_study.py), and in scikit-learn
// a probe (logistic.py). The commands studies and probes of this module run the last two.
package peers

import "embed"

// Scripts are the Python programs, which import each other.
//
//go:embed *.py
var Scripts embed.FS
