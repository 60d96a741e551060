package device

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// A machine without a card, with one that is hidden, too old or without a plugin: what is missing and what to do.
func TestPresentSaysWhatIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(w *world)
		kind   Kind
		want   []string
	}{
		"no card": {func(*world) {}, CUDA, []string{"no NVIDIA device (/dev/nvidia0) is present", "nvidia-smi"}},
		"hidden": {func(w *world) { w.devices, w.env["CUDA_VISIBLE_DEVICES"] = []string{"/dev/nvidia0"}, "-1" }, CUDA,
			[]string{`CUDA_VISIBLE_DEVICES="-1" hides`, "unset CUDA_VISIBLE_DEVICES"}},
		"old driver": {func(w *world) {
			w.devices, w.driver = []string{"/dev/nvidia0"}, func() (string, error) { return "535.1", nil }
		}, CUDA, []string{"is 535.1, CUDA 13 needs 580", "driver 580 or newer"}},
		"no index": {func(w *world) { w.devices = []string{"/dev/nvidia0"} }, CUDA,
			[]string{"jax-cuda13-pjrt", "package index reachable"}},
		"another platform":            {func(w *world) { w.goarch = "arm64" }, CUDA, []string{"Linux on x86-64"}},
		"no plugin for the processor": {func(*world) {}, CPU, []string{"XLA CPU", "package index reachable"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.change(w)
			_, err := presentOn(t.Context(), w.host, c.kind, Options{})
			if !errors.Is(err, ErrMissing) {
				t.Fatalf("error %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
			if len(w.opens) > 0 {
				t.Errorf("opened %q", w.opens)
			}
		})
	}
}

func TestPresentFindsAndInstalls(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	w.env["GOMLX_BACKEND"] = "go"
	if got, err := presentOn(t.Context(), w.host, CPU, Options{}); got != path || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	w.devices = []string{"/dev/nvidia0"}
	w.pip = func(c command) error {
		return writeAt(argument(c, "--target"), "jax_plugins/xla_cuda13/xla_cuda_plugin.so", library())
	}
	got, err := presentOn(t.Context(), w.host, CUDA, Options{})
	if filepath.Base(got) != "xla_cuda_plugin.so" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := presentOn(ended, newWorld(t).host, CPU, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := presentOn(t.Context(), w.host, CPU, Options{CacheDir: "here"}); err == nil {
		t.Error("a relative directory is accepted")
	}
	if len(w.opens) > 0 {
		t.Errorf("opened %q", w.opens)
	}
}
