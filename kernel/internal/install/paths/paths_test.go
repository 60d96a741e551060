package paths

import (
	"path/filepath"
	"testing"
)

func TestVariablesMoveTheDirectories(t *testing.T) {
	t.Setenv(CacheVariable, "/a")
	t.Setenv(DataVariable, "/b")
	t.Setenv(JupyterVariable, "/c")
	got, err := Default()
	if want := (Dirs{Cache: "/a", Data: "/b", Jupyter: "/c"}); err != nil || got != want {
		t.Errorf("Default = %+v, %v, want %+v", got, err, want)
	}
}

func TestDefaultsAreBelowHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for _, name := range []string{CacheVariable, DataVariable, JupyterVariable, "XDG_CACHE_HOME", "XDG_DATA_HOME"} {
		t.Setenv(name, "")
	}
	dirs, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{dirs.Cache, dirs.Data, dirs.Jupyter} {
		if relative, err := filepath.Rel(home, dir); err != nil || !filepath.IsLocal(relative) {
			t.Errorf("%s is not below the home directory %s", dir, home)
		}
	}
}

func TestJupyterDefault(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "/data")
	for goos, want := range map[string]string{"linux": "/data/jupyter", "darwin": "/home/ada/Library/Jupyter"} {
		if got := jupyterDefault(goos, "/home/ada"); got != want {
			t.Errorf("jupyterDefault(%s) = %s, want %s", goos, got, want)
		}
	}
}

func TestRelativeIsMadeAbsolute(t *testing.T) {
	t.Setenv(CacheVariable, "here")
	got, err := Default()
	if err != nil || !filepath.IsAbs(got.Cache) || filepath.Base(got.Cache) != "here" {
		t.Errorf("with a relative %s: %q, %v", CacheVariable, got.Cache, err)
	}
}

func TestWithin(t *testing.T) {
	got, err := Dirs{Cache: "/a", Data: "/b", Jupyter: "/c"}.Within("/opt/env")
	if want := (Dirs{Cache: "/a", Data: "/b", Jupyter: "/opt/env/share/jupyter"}); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if got, err := got.Within("env"); err != nil || !filepath.IsAbs(got.Jupyter) {
		t.Errorf("a relative prefix: %+v, %v", got, err)
	}
}

func TestMadeIsInTheCache(t *testing.T) {
	for _, path := range (Dirs{Cache: "/a", Data: "/b", Jupyter: "/c"}).Made() {
		if relative, err := filepath.Rel("/a", path); err != nil || !filepath.IsLocal(relative) || relative == "." {
			t.Errorf("%s is not within the cache", path)
		}
	}
}
