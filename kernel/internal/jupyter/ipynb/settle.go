package ipynb

import (
	"encoding/json"
	"maps"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

// Settle gives the metadata of a notebook of our kernel what JupyterLab writes into them when it opens it, so that
// opening changes nothing. Those of other kernels stay.
func Settle(metadata map[string]any) {
	if spec, ok := metadata["kernelspec"].(map[string]any); ok && spec["name"] == kernelspec.Name {
		maps.Copy(metadata, kernelspec.Metadata())
	}
}

// leastMinor is the format 4.x to which JupyterLab raises older ones; its cells have no ids.
const leastMinor = 4

// raise gives a notebook of an older minor format the number that it gets when it is saved.
func raise(notebook map[string]any) {
	number, _ := notebook["nbformat_minor"].(json.Number)
	if minor, err := number.Int64(); err != nil || minor < leastMinor {
		notebook["nbformat_minor"] = leastMinor
	}
}
