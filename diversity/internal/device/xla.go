//go:build cgo

package device

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// go-xla installs plugins by itself, to standard output and without a time limit, whenever a backend is named without an absolute path.
// Its switch is a plain variable, so it is set here, before any goroutine can read it.
func init() { xla.EnableAutoInstall(false) }

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
