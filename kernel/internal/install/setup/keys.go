package setup

import (
	"cmp"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"tradeoff/kernel/internal/install/paths"
)

// keys name what this program of this clone installs by what it is built from: the program's content, the versions of
// the tools and what we mend in them, the sources of the helper. Clones in turn find theirs, and never another's under
// its name.
func (m *Machine) keys() (paths.Keys, error) {
	self, err := digest(m.Self)
	if err != nil {
		return paths.Keys{}, err
	}
	shims, err := m.shimsKey()
	if err != nil {
		return paths.Keys{}, err
	}
	parts := []string{runtime.Version()}
	for _, t := range tools() {
		version, err := m.requirement(t.module)
		if err != nil {
			return paths.Keys{}, err
		}
		parts = append(parts, t.pkg, version, t.mended)
	}
	for _, name := range []string{"go.mod", "go.sum"} { // with whose versions the tools are built
		text, err := os.ReadFile(filepath.Join(m.Module, name))
		if err != nil {
			return paths.Keys{}, err
		}
		parts = append(parts, string(text))
	}
	return paths.Keys{
		Kernel: filepath.Join(key(m.Module), hex.EncodeToString(self[:8])), Tools: key(parts...), Shims: shims,
		Completion: key(goplsMod, goplsSum, runtime.Version()),
	}, nil
}

// programsKept is how many builds of a clone's program stay: kernels that run compute with theirs.
const programsKept = 3

// removeOldPrograms removes all but the newest builds of this clone's program.
func (m *Machine) removeOldPrograms() error {
	own := filepath.Dir(m.Dirs.Kernel())
	if m.Dirs.Keys.Kernel == "" {
		return nil
	}
	entries, err := os.ReadDir(filepath.Dir(own))
	if err != nil {
		return err
	}
	builds := map[string]int64{}
	var names []string
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !entry.IsDir() || entry.Name() == filepath.Base(own) {
			continue
		}
		builds[entry.Name()] = info.ModTime().UnixNano()
		names = append(names, entry.Name())
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(builds[b], builds[a]) })
	for _, name := range names[min(programsKept-1, len(names)):] {
		if err := os.RemoveAll(filepath.Join(filepath.Dir(own), name)); err != nil {
			return err
		}
	}
	return nil
}
