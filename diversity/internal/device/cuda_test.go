package device

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// jaxPlugin lays out a site-packages directory as pip does.
func jaxPlugin(t *testing.T) (site, plugin string) {
	t.Helper()
	site = t.TempDir()
	plugin = put(t, filepath.Join(site, "jax_plugins", "xla_cuda13"), "xla_cuda_plugin.so", library())
	put(t, filepath.Join(site, "nvidia", "cu13", "nvvm"), "libdevice.10.bc", nil)
	return site, plugin
}

func TestJAXPluginIsPreferredOnAGPU(t *testing.T) {
	w := newWorld(t)
	w.installed(t, "one-1.0")
	w.devices = []string{"/dev/nvidia0"}
	site, plugin := jaxPlugin(t)
	w.jax = plugin + "\n"
	w.env["XLA_FLAGS"] = "--xla_dump_to=/tmp"
	d := w.mustOpen(t, Options{Python: "/venv/python", Offline: true})
	if d.Kind != CUDA || d.Description != "XLA CUDA (PJRT plugin JAX (xla_cuda13), API 0.115)" {
		t.Errorf("opened %+v", d)
	}
	if w.opens[0] != "xla:"+plugin+",noshared_buffers" {
		t.Errorf("opened %q", w.opens)
	}
	if w.calls[0].interpreter != "/venv/python" {
		t.Errorf("asked %q", w.calls[0].interpreter)
	}
	if got := w.env["XLA_FLAGS"]; got != "--xla_dump_to=/tmp --xla_gpu_cuda_data_dir="+site+"/nvidia/cu13" {
		t.Errorf("XLA_FLAGS=%s", got)
	}
	if w.env["GOPJRT_CUDA_CHECKS"] != "0" {
		t.Error("go-xla would warn about the layout")
	}
}

func TestUsersFlagsAreKept(t *testing.T) {
	w := newWorld(t)
	_, plugin := jaxPlugin(t)
	w.env["XLA_FLAGS"], w.env["GOPJRT_CUDA_CHECKS"] = "--xla_gpu_cuda_data_dir=/mine", "1"
	w.prepareCUDA(plugin)
	w.prepareCUDA(filepath.Join(t.TempDir(), "a", "b", "cuda.so")) // has no tools beside it
	w.prepareCUDA(filepath.Join(filepath.Dir(plugin), "cpu.so"))
	if w.env["XLA_FLAGS"] != "--xla_gpu_cuda_data_dir=/mine" || w.env["GOPJRT_CUDA_CHECKS"] != "1" {
		t.Errorf("changed to %v", w.env)
	}
}

func TestGPUWithoutJAX(t *testing.T) {
	for _, c := range []struct {
		answer string
		err    error
		want   string
	}{
		{"", nil, "has no JAX with CUDA"},
		{"", errors.New("exec: not found"), "python3 does not run: exec: not found"},
		{"/gone/jax_plugins/xla_cuda12/xla_cuda_plugin.so\n", nil, "no such file"},
	} {
		w := newWorld(t)
		w.installed(t, "one-1.0")
		w.devices = []string{"/dev/nvidia0"}
		w.jax, w.jaxErr = c.answer, c.err
		d := w.mustOpen(t, Options{})
		if d.Kind != CPU {
			t.Errorf("opened %q", w.opens)
		}
		wantReason(t, d.Reasons, "plugin of JAX: not used", c.want)
		wantReason(t, d.Reasons, "NVIDIA GPU: not used: /dev/nvidia0 is present, but no CUDA plugin")
	}
}

func TestHiddenGPU(t *testing.T) {
	for value, want := range map[string]bool{"": false, "-1": false, "0": true} {
		w := newWorld(t)
		w.devices, w.env["CUDA_VISIBLE_DEVICES"] = []string{"/dev/nvidia0"}, value
		if present, why := w.gpu(); present != want || !want && !strings.Contains(why, "CUDA_VISIBLE_DEVICES") {
			t.Errorf("CUDA_VISIBLE_DEVICES=%q: %v, %s", value, present, why)
		}
	}
}

func TestOldDriver(t *testing.T) {
	for _, c := range []struct {
		version string
		err     error
		want    string
	}{
		{"535.129.03", nil, "is 535.129.03, CUDA 13 needs 580"},
		{"unknown", nil, `is not a number: "unknown"`},
		{"", errors.New("no such file"), "is not known: no such file"},
	} {
		w := newWorld(t)
		w.devices = []string{"/dev/nvidia0"}
		w.driver = func() (string, error) { return c.version, c.err }
		w.pipServes("one==1.0", fakeWheelBytes("one", library()))
		f, err := installOn(t.Context(), w.host, Options{})
		if err != nil || f.Kind != CPU {
			t.Errorf("%+v, %v", f, err)
		}
		wantReason(t, f.Reasons, "jax-cuda13-pjrt", c.want)
	}
}

// Setup installs the CUDA plugin even if one for the CPU is there; opening does not download gigabytes unasked.
func TestInstallOnAGPU(t *testing.T) {
	w := newWorld(t)
	w.installed(t, "one-1.0")
	w.devices = []string{"/dev/nvidia0"}
	w.pip = func(c command) error {
		list, err := os.ReadFile(argument(c, "--requirement"))
		if got := fmt.Sprint(c.args); err != nil || !strings.Contains(got, "install --only-binary=:all:") ||
			!strings.Contains(got, "--require-hashes") ||
			string(list) != cudaPackages || !strings.Contains(cudaPackages, "\nnvidia-cublas==") {
			return fmt.Errorf("unexpected call %s with %q, %w", got, list, err)
		}
		return writeAt(argument(c, "--target"), "jax_plugins/xla_cuda13/xla_cuda_plugin.so", library())
	}
	if d := w.mustOpen(t, Options{}); d.Kind != CPU {
		t.Errorf("Open used %+v", d)
	}
	f, err := installOn(t.Context(), w.host, Options{})
	want := filepath.Join(w.pinned(), "jax-cuda13-pjrt-0.11.2", "site", "jax_plugins", "xla_cuda13", "xla_cuda_plugin.so")
	if err != nil || f.Kind != CUDA || f.Plugin != want {
		t.Errorf("installed %+v, %v", f, err)
	}
	if d := w.mustOpen(t, Options{Offline: true}); d.Plugin != want {
		t.Errorf("Open used %+v", d)
	}
	wantClean(t, w.pinned())
}

func TestFailedGPUInstallFallsBackToCPU(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	w.devices = []string{"/dev/nvidia0"}
	f, err := installOn(t.Context(), w.host, Options{})
	if err != nil || f.Kind != CPU || f.Plugin != path {
		t.Errorf("%+v, %v", f, err)
	}
	wantReason(t, f.Reasons, "jax-cuda13-pjrt", "no matching distribution")
	wantClean(t, w.pinned())
}

func TestGPUsAsCUDANamesThem(t *testing.T) {
	w := newWorld(t)
	if got := w.gpus(); len(got) != 0 {
		t.Errorf("without devices: %v", got)
	}
	w.devices = []string{"/dev/nvidia0", "/dev/nvidia3"}
	if got := w.gpus(); !slices.Equal(got, []string{"0", "1"}) {
		t.Errorf("two devices: %v", got)
	}
	w.env["CUDA_VISIBLE_DEVICES"] = "3,GPU-8f2c"
	if got := w.gpus(); !slices.Equal(got, []string{"3", "GPU-8f2c"}) {
		t.Errorf("the user's list: %v", got)
	}
	for _, hidden := range []string{"", "-1", "none"} {
		w.env["CUDA_VISIBLE_DEVICES"] = hidden
		if got := w.gpus(); len(got) != 0 {
			t.Errorf("hidden by %q: %v", hidden, got)
		}
	}
}
