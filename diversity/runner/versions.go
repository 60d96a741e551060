package runner

import (
	"runtime"
	"runtime/debug"

	"tradeoff/diversity/internal/processor"
)

// device says what computes the runs, with the processor, on which the last bits of what a CPU computes depend.
func (r *Runner) device() string {
	if name := processor.Name(); r.trainer.OnProcessor() && name != "" {
		return r.trainer.Device() + " on " + name
	}
	return r.trainer.Device()
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
