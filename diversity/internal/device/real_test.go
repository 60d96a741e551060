//go:build cgo

package device

import (
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/pjrt"
	"github.com/gomlx/gomlx/core/graph"
)

// double runs a graph of one operation.
func double(t *testing.T, backend compute.Backend) []float32 {
	t.Helper()
	exec := graph.MustNewExec(backend, func(x *graph.Node) *graph.Node { return graph.MulScalar(x, 2) })
	return exec.MustCall([]float32{1, 2, 3})[0].Value().([]float32)
}

func TestRealPlugin(t *testing.T) {
	d, err := Open(t.Context(), Options{Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if d.Kind == Go {
		t.Skipf("no plugin is installed here: %v", d.Reasons)
	}
	t.Logf("%s", d.Description)
	if got := double(t, d.Backend); !slices.Equal(got, []float32{2, 4, 6}) {
		t.Errorf("got %v", got)
	}
	if devices := d.Backend.NumDevices(); d.Kind == CPU && devices != 1 {
		t.Errorf("the CPU is %d devices, want 1: each has a thread", devices)
	}
}

func TestRealGo(t *testing.T) {
	t.Setenv(envBackend, "go")
	d, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if got := double(t, d.Backend); d.Kind != Go || !slices.Equal(got, []float32{2, 4, 6}) {
		t.Errorf("%s: got %v", d.Description, got)
	}
}

func TestPanicOfABackendIsAnError(t *testing.T) {
	if _, err := openBackend("nonsense:x"); err == nil {
		t.Error("a backend that does not exist was opened")
	}
}

// What is copied from go-xla must not drift from it.
func TestAgreesWithGoXLA(t *testing.T) {
	if releaseVersion != pjrt.DefaultCPUVersion {
		t.Errorf("release %s, go-xla was tested with %s", releaseVersion, pjrt.DefaultCPUVersion)
	}
	for _, path := range []string{"/a/pjrt_cpu.so", "/CUDA/x.so", "/home/NVidia/x.so", ""} {
		if soundsLikeCUDA(path) != pjrt.IsCUDAName(path) {
			t.Errorf("%s: %v", path, soundsLikeCUDA(path))
		}
	}
}
