package labextension

import (
	"strings"
	"testing"
)

func TestControlsPluginLoadsNothing(t *testing.T) {
	for _, remote := range []string{"http:", "https:", "//cdn", "ws:", "import("} {
		if strings.Contains(controlsPlugin, remote) {
			t.Errorf("controls.js has %s: it must load nothing", remote)
		}
	}
}
