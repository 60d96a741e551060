package ipynb

import (
	"maps"

	"tradeoff/kernel/internal/kernelspec"
)

// Settle gives the metadata of a notebook of our kernel what JupyterLab writes into them when it opens it, so that opening changes nothing.
// Those of other kernels stay.
func Settle(metadata map[string]any) {
	if spec, ok := metadata["kernelspec"].(map[string]any); ok && spec["name"] == kernelspec.Name {
		maps.Copy(metadata, kernelspec.Metadata())
	}
}
