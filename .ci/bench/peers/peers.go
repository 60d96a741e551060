// Package peers holds the scripts that do in PyTorch and in JAX what this laboratory does: training alone
// (pytorch_bench.py, jax_bench.py, compare.py), on a GPU (pytorch_device.py, jax_device.py), and whole studies
// (pytorch_study.py, jax_study.py), and in scikit-learn a probe (logistic.py). The commands studies, device and probes
// of this module run them.
package peers

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
)

// Scripts are the Python programs, which import each other.
//
//go:embed *.py
var Scripts embed.FS

// Unpack writes the scripts into a folder.
func Unpack(dir string) error {
	entries, err := fs.Glob(Scripts, "*.py")
	if err != nil {
		return err
	}
	for _, name := range entries {
		text, err := Scripts.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
