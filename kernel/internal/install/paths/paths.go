// Package paths says where the kernel command keeps its files: only in the user's cache and data directories.
package paths

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"tradeoff/diversity/study"
)

// The environment variables that move the directories.
const (
	CacheVariable   = "DIVERSITY_CACHE"   // what can be made again: tools, Python environment, plugin
	DataVariable    = study.HomeVariable  // what cannot: results of studies
	JupyterVariable = "JUPYTER_DATA_DIR"  // Jupyter's own variable
	HistoryVariable = "DIVERSITY_HISTORY" // in a kernel: the file of the cells that were run; empty for none
)

// Dirs are the absolute directories that the kernel command writes to.
type Dirs struct {
	Cache   string // tools, Python environment, plugin, the copied kernel binary
	Data    string // the store of studies, JupyterLab's settings
	Jupyter string // Jupyter's data directory: kernelspec and lab extension
	Keys    Keys   // of what is installed
}

// Keys name what is installed by what it was built from, as folders, so that clones and versions side by side have
// their own.
type Keys struct {
	Kernel, Tools, Shims, Completion string
}

// Default returns the directories of this user, moved by [CacheVariable], [DataVariable] and [JupyterVariable].
func Default() (Dirs, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return Dirs{}, fmt.Errorf("no home directory: %w; set HOME", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return Dirs{}, fmt.Errorf("no cache directory: %w; set %s", err, CacheVariable)
	}
	data, err := study.Home()
	if err != nil {
		return Dirs{}, err
	}
	dirs := Dirs{
		Cache:   cmp.Or(os.Getenv(CacheVariable), filepath.Join(cache, "diversity")),
		Data:    data,
		Jupyter: cmp.Or(os.Getenv(JupyterVariable), jupyterDefault(runtime.GOOS, home)),
	}
	return dirs.absolute()
}

// jupyterDefault is the user's data directory of jupyter_core.
func jupyterDefault(goos, home string) string {
	if goos == "darwin" {
		return filepath.Join(home, "Library", "Jupyter")
	}
	return filepath.Join(cmp.Or(os.Getenv("XDG_DATA_HOME"), filepath.Join(home, ".local", "share")), "jupyter")
}

func (d Dirs) absolute() (Dirs, error) {
	for _, dir := range []*string{&d.Cache, &d.Data, &d.Jupyter} {
		absolute, err := filepath.Abs(*dir)
		if err != nil {
			return Dirs{}, err
		}
		*dir = absolute
	}
	return d, nil
}

// Shims is the folder that a cell's PATH starts with: our go and goimports, which stand in front of the real ones.
func (d Dirs) Shims() string { return filepath.Join(d.Cache, "shims", d.Keys.Shims) }

// Tools is the folder of gonb and goimports.
func (d Dirs) Tools() string { return filepath.Join(d.Cache, "tools", d.Keys.Tools) }

// Completion is the folder of gopls, apart from the others because only interactive use needs it.
func (d Dirs) Completion() string { return filepath.Join(d.Cache, "completion", d.Keys.Completion) }

// Kernel is the copy of this command that notebooks start as a worker.
func (d Dirs) Kernel() string { return filepath.Join(d.Cache, "bin", d.Keys.Kernel, "kernel") }

// Python is the folder of private Python environments, one per list of requirements.
func (d Dirs) Python() string { return filepath.Join(d.Cache, "python") }

// Plugins is the folder of PJRT plugins.
func (d Dirs) Plugins() string { return filepath.Join(d.Cache, "pjrt") }

// Stamps is the folder where setup notes what it finished.
func (d Dirs) Stamps() string { return filepath.Join(d.Cache, "stamps") }

// Settings is the folder of JupyterLab's settings.
func (d Dirs) Settings() string { return filepath.Join(d.Data, "jupyter") }

// History is the file of the cells that were run in consoles and notebooks.
func (d Dirs) History() string { return filepath.Join(d.Data, "history.jsonl") }

// JupyterDirs is the file in which setup notes the Jupyter directories that it has written to, one per line.
func (d Dirs) JupyterDirs() string { return filepath.Join(d.Stamps(), "places") }

// Made lists the folders and files of the cache that a set-up makes.
func (d Dirs) Made() []string {
	all := Dirs{Cache: d.Cache}
	return []string{d.Stamps(), all.Shims(), all.Tools(), all.Completion(), filepath.Dir(all.Kernel()), d.Python(),
		d.Plugins()}
}

// Kernelspec is the folder of our kernelspec.
func (d Dirs) Kernelspec() string { return filepath.Join(d.Jupyter, "kernels", "diversity") }

// Within returns the directories with Jupyter's in an installation prefix, as "jupyter kernelspec install --prefix"
// does.
func (d Dirs) Within(prefix string) (Dirs, error) {
	d.Jupyter = filepath.Join(prefix, "share", "jupyter")
	return d.absolute()
}
