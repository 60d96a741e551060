package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/install/paths"
)

// spaceNeeded is what a whole set-up fills, with room to unpack: plugin 200 MB, Python 170 MB, programs 250 MB.
const spaceNeeded = 1 << 30

// spaceComponent is the room for what setup would install. It is optional in a report: where all is installed, none is
// needed.
func (m *Machine) spaceComponent() Component {
	return Component{Name: "disk", Optional: true, Check: func(context.Context) Status {
		free, err := m.free(m.Dirs.Cache)
		if err != nil {
			return Status{Where: m.Dirs.Cache, Why: err.Error(), Mend: moveMend(paths.CacheVariable)}
		}
		version := fmt.Sprintf("%.1f GB free", float64(free)/1e9)
		if free < spaceNeeded {
			return Status{
				What: "the disk is too full", Where: m.Dirs.Cache, Version: version,
				Why:  fmt.Sprintf("%s, a whole set-up needs %.1f GB", version, spaceNeeded/1e9),
				Mend: moveMend(paths.CacheVariable),
			}
		}
		return present(m.Dirs.Cache, version)
	}}
}

func moveMend(variable string) string {
	return "free some space, or set " + variable + " to a folder on a disk with more"
}

// storeComponent is the place of results.
func (m *Machine) storeComponent() Component {
	return Component{Name: "results", Check: func(context.Context) Status {
		if err := writable(m.Dirs.Data); err != nil {
			return Status{Where: m.Dirs.Data, Why: err.Error(),
				Mend: "set " + paths.DataVariable + " to a folder that you can write to"}
		}
		studies, err := filepath.Glob(filepath.Join(m.Dirs.Data, "studies", "*", "study.json"))
		if err != nil {
			return absent(err.Error())
		}
		return present(m.Dirs.Data, display.Count(len(studies), "study"))
	}}
}

// directories makes the folders that setup writes to. It fails with a Problem.
func (m *Machine) directories() error {
	jupyter := "set " + paths.JupyterVariable
	if m.Prefix != "" {
		jupyter = "change the prefix " + m.Prefix
	}
	for _, d := range []struct{ path, move string }{
		{m.Dirs.Cache, "set " + paths.CacheVariable}, {m.Dirs.Data, "set " + paths.DataVariable}, {m.Dirs.Jupyter, jupyter},
	} {
		if err := errors.Join(os.MkdirAll(d.path, 0o755), writable(d.path)); err != nil {
			return &Problem{
				What: "the folder " + d.path + " cannot be written to",
				Why:  strings.ReplaceAll(err.Error(), "\n", "; "),
				Mend: d.move + " to a folder that you can write to",
			}
		}
	}
	return nil
}

// writable tries to make a file in a folder, or in the first folder above it that exists.
func writable(dir string) error {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
