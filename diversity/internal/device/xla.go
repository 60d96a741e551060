//go:build cgo

package device

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// go-xla installs plugins by itself, to standard output and without a time limit, whenever a backend is named without
// an absolute path. Its switch is a plain variable, so it is set here, before any goroutine can read it.
func init() { xla.EnableAutoInstall(false) }

// threadsVariable is the environment variable from which a CPU plugin takes its number of threads.
const threadsVariable = "PJRT_NPROC"

// newBackend opens a backend. A CPU plugin is told to be one device with one thread. Left alone it makes four devices,
// hence four threads, which hand every small operation to each other: on a pinned process that costs a third of the
// speed.
func newBackend(config string) (compute.Backend, error) {
	name, plugin, _ := strings.Cut(config, ":")
	if name != xla.BackendName || !strings.Contains(filepath.Base(plugin), "cpu") {
		return compute.NewWithConfig(config)
	}
	if _, set := os.LookupEnv(threadsVariable); !set {
		if err := os.Setenv(threadsVariable, "1"); err != nil {
			return nil, err
		}
	}
	if backend, err := xla.NewWithOptions(plugin, pjrt.NamedValuesMap{"cpu_device_count": int64(1)}); err == nil {
		return backend, nil
	}
	return compute.NewWithConfig(config) // an older plugin, which does not know the option
}

// describe tells the kind of an opened backend and the version of the plugin's API, "" where there is none.
func describe(backend compute.Backend) (kind Kind, api string) {
	b, ok := backend.(*xla.Backend)
	if !ok {
		return Go, ""
	}
	if plugin, err := pjrt.GetPlugin(b.PluginName()); err == nil {
		major, minor := plugin.Version()
		api = fmt.Sprintf("%d.%d", major, minor)
	}
	switch {
	case b.IsCUDA():
		return CUDA, api
	case b.IsCPU():
		return CPU, api
	}
	return Other, api
}
