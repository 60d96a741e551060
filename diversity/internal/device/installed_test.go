package device

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestInstalledPluginIsOpened(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "two-1.0")
	d := w.mustOpen(t, Options{Offline: true})
	if d.Plugin != path || d.Kind != CPU || d.Description != "XLA CPU (PJRT plugin two 1.0, API 0.115)" {
		t.Errorf("opened %+v", d)
	}
	wantReason(t, d.Reasons, "installed plugin: used", path)
	if err := errors.Join(d.Close(), d.Close()); err != nil || d.Backend.(*fakeBackend).finalized != 1 {
		t.Errorf("closed %d times, %v", d.Backend.(*fakeBackend).finalized, err)
	}
}

func TestClosePanicIsAnError(t *testing.T) {
	if err := (&Device{Backend: &fakeBackend{panics: true}}).Close(); err == nil ||
		!strings.Contains(err.Error(), "finalizing") {
		t.Errorf("error %v", err)
	}
}

func TestCacheDirOption(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	w.cacheDir = func() (string, error) { return "", errors.New("no home") }
	if d := w.mustOpen(t, Options{CacheDir: w.pinned()}); d.Plugin != path {
		t.Errorf("opened %+v", d)
	}
	if _, err := openOn(t.Context(), w.host, Options{}); err == nil || !strings.Contains(err.Error(), "set HOME") {
		t.Errorf("error %v", err)
	}
}

func TestCacheVariable(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	w.env[CacheVariable] = filepath.Dir(w.pinned())
	w.cacheDir = func() (string, error) { return "", errors.New("not asked") }
	if d := w.mustOpen(t, Options{Offline: true}); d.Plugin != path {
		t.Errorf("opened %+v", d)
	}
}

func TestDamagedPluginIsNotOpened(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(dir string) error
		want  string
	}{
		"shorter": {func(dir string) error { return os.Truncate(filepath.Join(dir, pluginName), 70) },
			"has 70 bytes, its record says 87"},
		"gone":      {func(dir string) error { return os.Remove(filepath.Join(dir, pluginName)) }, "no such file"},
		"no record": {func(dir string) error { return os.Remove(filepath.Join(dir, recordName)) }, "none in"},
		"no JSON":   {func(dir string) error { return writeAt(dir, recordName, []byte("{")) }, "unexpected end of JSON"},
		"elsewhere": {func(dir string) error { return writeAt(dir, recordName, []byte(`{"plugin":"../x.so"}`)) },
			"is not a path below the record"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			path := w.installed(t, "one-1.0")
			if err := c.spoil(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
			d := w.mustOpen(t, Options{Offline: true})
			if d.Kind != Go || len(w.opens) != 1 {
				t.Errorf("opened %q", w.opens)
			}
			wantReason(t, d.Reasons, "installed plugin: not used", c.want)
		})
	}
}

// A changed byte keeps the size, and the time too if somebody wants it so: it is noticed all the same, and the plugin
// not opened.
func TestOneChangedByteIsNoticed(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	if d := w.mustOpen(t, Options{Offline: true}); d.Plugin != path {
		t.Fatalf("opened %+v", d)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := library()
	spoilt[70] ^= 1
	put(t, filepath.Dir(path), pluginName, spoilt)
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	f, err := findOn(t.Context(), w.host, Options{Offline: true})
	if err != nil || f.Plugin == path {
		t.Errorf("found %+v, %v", f, err)
	}
	wantReason(t, f.Reasons, "installed plugin: not used", "its record says", "sha256")
	if d := w.mustOpen(t, Options{Offline: true}); d.Kind != Go {
		t.Errorf("opened %+v", d)
	}
	put(t, filepath.Dir(path), pluginName, library())
	if f, err = findOn(t.Context(), w.host, Options{Offline: true}); err != nil || f.Plugin != path {
		t.Errorf("whole again: %+v, %v", f, err)
	}
}

// A plugin that was found right is not read again: here nobody may read it.
func TestUnchangedPluginIsNotReadAgain(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	dir := filepath.Dir(path)
	if _, err := readRecord(dir, false); err != nil {
		t.Fatal(err)
	}
	r, err := readRecord(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	v, err := newVerdict(path, r.SHA256)
	if err != nil || !v.known(dir) {
		t.Errorf("the verdict is not known, %v", err)
	}
	if v.SHA256 = "another"; v.known(dir) {
		t.Error("the verdict holds for another record")
	}
	put(t, dir, verdictName, []byte("{"))
	if _, err := readRecord(dir, false); err != nil {
		t.Errorf("a torn verdict: %v", err)
	}
}

// Every package of the CUDA plugin is pinned with its hash, as pip wants it.
func TestCUDAPackagesHaveHashes(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(cudaPackages), "\n")
	form := regexp.MustCompile(`^[a-z0-9-]+==[0-9.]+ --hash=sha256:[0-9a-f]{64}$`)
	for _, line := range lines {
		if !form.MatchString(line) {
			t.Errorf("%q", line)
		}
	}
	if len(lines) != 14 {
		t.Errorf("%d packages, want the plugin and 13 libraries", len(lines))
	}
}

// Install reads every plugin, and installs a damaged one anew.
func TestInstallChecksTheSum(t *testing.T) {
	w := newWorld(t)
	path := w.installed(t, "one-1.0")
	spoilt := append(library()[:80], "altered"...)
	put(t, filepath.Dir(path), pluginName, spoilt)
	w.pipServes("one==1.0", fakeWheelBytes("one", library()))
	f, err := installOn(t.Context(), w.host, Options{})
	if err != nil || f.Plugin != path {
		t.Fatalf("%+v, %v", f, err)
	}
	wantReason(t, f.Reasons, "installed plugin: not used", "its record says", "sha256")
	wantReason(t, f.Reasons, "Python package index: used", path)
	if text, err := os.ReadFile(path); err != nil || string(text) != string(library()) {
		t.Errorf("the altered plugin is still there, %v", err)
	}
	wantClean(t, w.pinned())
}

func TestNextPluginIfOneDoesNotOpen(t *testing.T) {
	w := newWorld(t)
	first, second := w.installed(t, "one-1.0"), w.installed(t, "two-1.0")
	w.refuse["one-1.0"] = "too new for this C library"
	d := w.mustOpen(t, Options{Offline: true})
	if d.Plugin != second {
		t.Errorf("opened %q", w.opens)
	}
	wantReason(t, d.Reasons, "not used", first, "too new for this C library")
}

func TestGoXLAPlugins(t *testing.T) {
	w := newWorld(t)
	dir := filepath.Join(w.home, ".local", "lib", "go-xla")
	put(t, dir, "pjrt_c_api_tpu_plugin.so", library())
	put(t, dir, "pjrt_c_api_cpu_v0.1.0_plugin.so", torn())
	put(t, dir, "pjrt_c_api_cpu_v0.83.1_plugin.so", library())
	best := put(t, dir, "pjrt_c_api_cpu_"+releaseVersion+"_plugin.so", library())
	if err := os.Symlink(best, filepath.Join(dir, "pjrt_c_api_cpu_plugin.so")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "nvidia"), "pjrt_c_api_cuda_plugin.so", library())
	f, err := findOn(t.Context(), w.host, Options{})
	if err != nil || f.Kind != CPU || tested(f.Plugin) == 0 && f.Plugin != filepath.Join(dir, "pjrt_c_api_cpu_plugin.so") {
		t.Errorf("found %+v, %v", f, err)
	}
	wantReason(t, f.Reasons, "pjrt_c_api_tpu_plugin.so", "GOMLX_BACKEND")
	wantReason(t, f.Reasons, "pjrt_c_api_cpu_v0.1.0_plugin.so", "not a complete shared library")
	wantReason(t, f.Reasons, "pjrt_c_api_cpu_v0.83.1_plugin.so", "comes after")
	wantReason(t, f.Reasons, "pjrt_c_api_cuda_plugin.so", "no NVIDIA device")
	if len(w.opens) > 0 {
		t.Errorf("Find opened %q", w.opens)
	}
}

func TestHomeLibraryOfOtherSystems(t *testing.T) {
	for goos, want := range map[string]string{"linux": "/h/.local/lib/go-xla",
		"darwin": "/h/Library/Application Support/go-xla", "windows": "/h/AppData/Local/go-xla"} {
		if got := filepath.ToSlash(homeLibrary(goos, "/h")); got != want {
			t.Errorf("%s: %s", goos, got)
		}
	}
}

// go-xla takes "nvidia" and "cuda" anywhere in a path for a CUDA plugin, and a comma for options.
func TestMisleadingPaths(t *testing.T) {
	for part, want := range map[string]string{"nvidia-cluster": "choose another cache directory",
		"with,comma": "a comma in the path"} {
		w := newWorld(t)
		w.cache = filepath.Join(w.cache, part)
		w.installed(t, "one-1.0")
		d := w.mustOpen(t, Options{Offline: true})
		if d.Kind != Go {
			t.Errorf("%s: opened %q", part, w.opens)
		}
		wantReason(t, d.Reasons, want)
	}
}
