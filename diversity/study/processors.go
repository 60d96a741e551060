package study

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// DevicesVariable is the environment variable that lists the GPUs of this machine for [Processes], by the numbers or
// names that CUDA_VISIBLE_DEVICES has for them: "0,1" starts one worker for each of two GPUs, "0,0" two that share one.
// The kernel sets it on machines where workers compute on GPUs. Where it is not set or empty there is a worker for each
// core.
const DevicesVariable = "DIVERSITY_DEVICES"

// visibleVariable lists for CUDA which GPUs a process may use.
const visibleVariable = "CUDA_VISIBLE_DEVICES"

// processor is where a worker computes: on a core of its own, or on a GPU.
type processor struct {
	core   int
	device string // "" for a core
}

// processors lists where workers compute, at least one.
func processors() ([]processor, error) {
	list := os.Getenv(DevicesVariable)
	if list == "" {
		var out []processor
		for _, core := range usableCores() {
			out = append(out, processor{core: core})
		}
		return out, nil
	}
	devices := strings.Split(list, ",")
	if slices.Contains(devices, "") || len(devices) > maxProcesses {
		return nil, diversity.Invalid(DevicesVariable, fmt.Sprintf("%q", list),
			`GPUs with commas between them, such as "0,1", or nothing for the cores`)
	}
	out := make([]processor, len(devices))
	for i, device := range devices {
		out[i].device = device
	}
	return out, nil
}

// pin ties the calling thread to the processor's core. A worker on a GPU is left free: the thread that feeds the GPU
// must never wait for another.
func (p processor) pin() {
	if p.device == "" {
		pinThread(p.core)
	}
}

// environment is that of a worker; nil means this process's.
func (p processor) environment() []string {
	if p.device == "" {
		return nil
	}
	return append(os.Environ(), visibleVariable+"="+p.device)
}
