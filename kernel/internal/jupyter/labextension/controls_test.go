package labextension

import (
	"strings"
	"testing"
)

func TestPluginsLoadNothing(t *testing.T) {
	for _, remote := range []string{"http:", "https:", "//cdn", "ws:", "import("} {
		if strings.Contains(controlsPlugin+cellsPlugin, remote) {
			t.Errorf("controls.js or cells.js has %s: they must load nothing", remote)
		}
	}
}
