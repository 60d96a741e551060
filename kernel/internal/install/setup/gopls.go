package setup

import (
	"context"
	_ "embed"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/mod/modfile"
)

// gopls has a module of its own: its requirements are not those of the library. The files are not named go.mod and
// go.sum because a folder with a go.mod cannot be embedded.
var (
	//go:embed gopls.mod
	goplsMod string
	//go:embed gopls.sum
	goplsSum string
)

// goplsComponent completes names and shows documentation in JupyterLab.
func (m *Machine) goplsComponent() Component {
	path := filepath.Join(m.Dirs.Completion(), "gopls")
	stamp := key(goplsMod, goplsSum, runtime.Version(), path)
	return Component{
		Name:     "gopls",
		Optional: true,
		Check: func(context.Context) Status {
			if !m.stamped("gopls", stamp, path) {
				return absent("without it cells have no completion; it is not built yet")
			}
			return present(path, goplsVersion())
		},
		Install: func(ctx context.Context, log func(string)) error {
			log("building " + goplsVersion() + ", one to two minutes")
			if err := m.buildGopls(ctx, path); err != nil {
				return err
			}
			return m.stamp("gopls", stamp)
		},
	}
}

func goplsVersion() string {
	file, err := modfile.ParseLax("gopls.mod", []byte(goplsMod), nil)
	if err != nil {
		return ""
	}
	for _, r := range file.Require {
		if r.Mod.Path == "golang.org/x/tools/gopls" {
			return r.Mod.Version
		}
	}
	return ""
}

func (m *Machine) buildGopls(ctx context.Context, path string) error {
	dir, remove, err := m.scratch(".gopls-*")
	if err != nil {
		return err
	}
	defer remove()
	for name, text := range map[string]string{"go.mod": goplsMod, "go.sum": goplsSum} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return m.build(ctx, dir, "golang.org/x/tools/gopls", path)
}
