package runner

import (
	"runtime"
	"runtime/debug"

	"tradeoff/diversity/internal/processor"
	"tradeoff/diversity/pretrain"
)

// deviceOf says what a trainer computes on, with the processor, on which the last bits of what a CPU computes depend.
func deviceOf(t *pretrain.Trainer) string {
	if name := processor.Name(); t.OnProcessor() && name != "" {
		return t.Device() + " on " + name
	}
	return t.Device()
}

// moduleVersions lists what decides about numbers: Go, this module and the numerical libraries.
func moduleVersions() map[string]string {
	versions := map[string]string{"go": runtime.Version()}
	info, have := debug.ReadBuildInfo()
	if !have {
		return versions
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			versions[info.Main.Path] = setting.Value
		}
	}
	for _, module := range info.Deps {
		switch module.Path {
		case "github.com/gomlx/gomlx", "github.com/gomlx/go-xla", "github.com/gomlx/compute", "gonum.org/v1/gonum":
			versions[module.Path] = module.Version
		}
	}
	return versions
}
