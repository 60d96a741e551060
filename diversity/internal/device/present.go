package device

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrMissing is wrapped by the error of [Present] where there is no plugin and none can be had.
var ErrMissing = errors.New("device: there is none")

// Present makes a plugin of one kind, CUDA or CPU, present, whatever the user's settings name, and returns its path. It
// opens nothing: a process should open plugins of one kind only. The error wraps [ErrMissing], and has each thing that
// was looked for and what can be done, a line each; or it is the context's.
func Present(ctx context.Context, kind Kind, o Options) (plugin string, err error) {
	return presentOn(ctx, realHost(), kind, o)
}

func presentOn(ctx context.Context, h host, kind Kind, o Options) (string, error) {
	s, err := newSearch(h, o)
	if err != nil {
		return "", err
	}
	s.thorough = true
	if kind == CUDA && !s.gpu {
		s.note(wayGPU, "%s", s.gpuWhy)
	}
	list := ofKind(s.installed(ctx), func(c candidate) Kind { return c.kind }, kind)
	for _, src := range ofKind(s.sources, func(src source) Kind { return src.kind }, kind) {
		if len(list) > 0 {
			break
		}
		list, err = s.obtain(ctx, src)
		if ctx.Err() != nil {
			return "", fmt.Errorf("device: %w", ctx.Err())
		}
		if err != nil {
			s.note(src.way, "%s: %v", src.title(), err)
			list = nil
		}
	}
	if len(list) == 0 {
		return "", s.missing(kind)
	}
	return list[0].path, nil
}

// missing is the error of a kind that there is none of.
func (s *search) missing(kind Kind) error {
	var lines strings.Builder
	for _, reason := range s.reasons {
		fmt.Fprintf(&lines, "\n  %v", reason)
	}
	return fmt.Errorf("%w of the kind %v. Looked for:%s\n%s", ErrMissing, kind, lines.String(), s.advice(kind))
}

// advice is what a person can do about a missing device.
func (s *search) advice(kind Kind) string {
	_, hidden := s.host.lookup(hideVariable)
	switch {
	case kind != CUDA:
		return "To do: make the Python package index reachable, or copy the cache directory of a machine that has the plugin."
	case s.host.goos+"/"+s.host.goarch != cudaPlatform:
		return "To do: use a machine with Linux on x86-64, for which alone the CUDA plugin is published."
	case !s.gpu && hidden:
		return "To do: unset " + hideVariable + ", or name a GPU in it."
	case !s.gpu:
		return "To do: run it on a machine where `nvidia-smi` lists a GPU (in a container: docker run --gpus all; " +
			"with Slurm: --gres=gpu:1)."
	case s.host.driverAtLeast(cudaDriver) != nil:
		return fmt.Sprintf("To do: install the NVIDIA driver %d or newer, then run this again.", cudaDriver)
	}
	return "To do: make the Python package index reachable (the CUDA plugin and its libraries are some gigabytes), or " +
		"install JAX with CUDA in the active Python."
}
