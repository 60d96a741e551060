package device

import (
	"cmp"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestUserSettingIsUsedAsItIs(t *testing.T) {
	w := newWorld(t)
	plugin := put(t, t.TempDir(), "my_cpu.so", library())
	for _, c := range []struct{ backend, plugins, config, description string }{
		{"go", "", "go", "pure Go (GOMLX_BACKEND=go)"},
		{"xla:" + plugin, "", "xla:" + plugin, "XLA CPU (PJRT plugin my_cpu.so, API 0.115)"},
		{"xla:" + plugin + ",tf32=false", "", "xla:" + plugin + ",tf32=false", "XLA CPU (PJRT plugin my_cpu.so, API 0.115)"},
		{"", "/some/dir", "xla", "XLA CPU (PJRT plugin of PJRT_PLUGIN_LIBRARY_PATH=/some/dir, API 0.115)"},
		{"xla:cpu", "/some/dir", "xla:cpu", "XLA CPU (PJRT plugin of GOMLX_BACKEND=xla:cpu, API 0.115)"},
	} {
		w.env = map[string]string{envBackend: c.backend, envPlugins: c.plugins}
		w.opens = nil
		d := w.mustOpen(t, Options{})
		if len(w.opens) != 1 || w.opens[0] != c.config {
			t.Errorf("%+v opened %q", c, w.opens)
		}
		if !strings.HasSuffix(d.Description, c.description) || d.Warning != "" {
			t.Errorf("%+v is described as %q with warning %q", c, d.Description, d.Warning)
		}
		wantReason(t, d.Reasons, "your setting: used", cmp.Or(c.backend, c.plugins))
	}
}

func TestUserSettingFindsInstalledPlugin(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	for _, backend := range []string{"xla", "xla:cpu", "hlo:cpu"} {
		w.env = map[string]string{envBackend: backend + ",tf32=false"}
		if backend == "xla" {
			w.env[envBackend] = "xla:,tf32=false"
		}
		d := w.mustOpen(t, Options{})
		if got := w.opens[len(w.opens)-1]; got != "xla:"+path+",tf32=false" || d.Plugin != path {
			t.Errorf("%s opened %s, plugin %s", backend, got, d.Plugin)
		}
		f, err := findOn(t.Context(), w.host, Options{})
		if err != nil || f.Plugin != path || f.Kind != CPU {
			t.Errorf("%s: found %+v, %v", backend, f, err)
		}
	}
}

func TestUserSettingFailsWithoutFallback(t *testing.T) {
	damaged := put(t, t.TempDir(), "cpu.so", torn())
	absent := filepath.Join(t.TempDir(), "absent.so")
	for _, c := range []struct {
		backend, refuse, want string
		installed             bool
	}{
		{"go", "go", "GOMLX_BACKEND=go", true},
		{"nonsense", "nonsense", "GOMLX_BACKEND=nonsense", true},
		{"xla:cuda", "xla:cuda", "GOMLX_BACKEND=xla:cuda", true}, // only a CPU plugin is installed
		{"xla:cpu", "one-1.0", "GOMLX_BACKEND=xla:cpu", true},    // it is installed, but does not open
		{"xla:" + damaged, "", "is not a complete shared library", false},
		{"xla:" + absent, "", "no such file", false},
	} {
		w := newWorld(t)
		if c.installed {
			w.installed(t, "one-1.0")
		}
		w.env[envBackend] = c.backend
		if c.refuse != "" {
			w.refuse[c.refuse] = "it is broken"
		}
		_, err := openOn(t.Context(), w.host, Options{})
		if !errors.Is(err, ErrBackend) || !strings.Contains(err.Error(), c.want) ||
			!strings.Contains(err.Error(), "setup command") {
			t.Errorf("%s: error %v", c.backend, err)
		}
		if _, err := installOn(t.Context(), w.host, Options{}); !errors.Is(err, ErrBackend) {
			t.Errorf("%s: Install returns %v", c.backend, err)
		}
	}
}

func TestFindSaysWhatTheUserSet(t *testing.T) {
	w := newWorld(t)
	for backend, kind := range map[string]Kind{"go": Go, "xla:/a/cuda.so": CUDA, "xla:/a/cpu.so": CPU,
		"xla:/a/tpu.so": Other} {
		w.env = map[string]string{envBackend: backend}
		f, err := findOn(t.Context(), w.host, Options{})
		if err != nil || f.Kind != kind || f.Download || !strings.Contains(f.Description, backend) {
			t.Errorf("%s: %+v, %v", backend, f, err)
		}
		wantReason(t, f.Reasons, "your setting: used", backend)
	}
	if len(w.opens) > 0 {
		t.Errorf("Find opened %q", w.opens)
	}
}
