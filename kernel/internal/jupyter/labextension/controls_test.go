package labextension

import (
	"strings"
	"testing"
	"tradeoff/kernel/internal/cell/controls"
)

// The script repeats names that the cell and the kernel use.
func TestControlsPluginSpeaksOfTheSameThings(t *testing.T) {
	for _, want := range []string{"MIME = '" + controls.MIME + "'", "TARGET = '" + controls.Target + "'", "control.kind === '" + controls.List + "'"} {
		if !strings.Contains(controlsPlugin, want) {
			t.Errorf("controls.js lacks %s", want)
		}
	}
	for _, remote := range []string{"http:", "https:", "//cdn", "ws:", "import("} {
		if strings.Contains(controlsPlugin, remote) {
			t.Errorf("controls.js has %s: it must load nothing", remote)
		}
	}
}
