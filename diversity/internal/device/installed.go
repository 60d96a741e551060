package device

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The ways of a Reason.
const (
	wayUser      = "your setting"
	wayInstalled = "installed plugin"
	wayGoXLA     = "plugin of go-xla"
	wayJAX       = "plugin of JAX"
	wayRelease   = "official release"
	wayIndex     = "Python package index"
	wayGPU       = "NVIDIA GPU"
	wayGo        = "pure Go"
)

// installed lists the plugins on this machine that are complete, CUDA before CPU, and notes the reasons against all
// others.
func (s *search) installed(ctx context.Context) []candidate {
	var all []candidate
	for _, list := range [][]candidate{s.inCache(), s.inGoXLA(), s.inJAX(ctx)} {
		for _, c := range list {
			if s.usable(c) {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return int(b.kind) - int(a.kind) })
	return all
}

func (s *search) usable(c candidate) bool {
	err := c.check()
	if c.kind == CUDA && !s.gpu {
		err = errors.New(s.gpuWhy)
	}
	if err != nil {
		s.reject(c, err)
	}
	return err == nil
}

// inCache looks for the plugins that this version of the package installs.
func (s *search) inCache() []candidate {
	var found []candidate
	for _, source := range s.sources {
		c, err := s.cached(source)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrDamaged):
			continue
		case err != nil:
			s.note(wayInstalled, "%v", err)
		default:
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		s.note(wayInstalled, "none in %s", s.cache)
	}
	return found
}

// cached returns the installed plugin of a source. The error wraps fs.ErrNotExist if there is none.
func (s *search) cached(source source) (candidate, error) {
	dir := filepath.Join(s.cache, source.dir())
	r, err := readRecord(dir, s.thorough)
	if err != nil {
		return candidate{}, err
	}
	return candidate{kind: source.kind, path: filepath.Join(dir, r.Plugin), name: source.title(), way: wayInstalled}, nil
}

// inGoXLA looks where go-xla's own installer puts plugins, the release that it was tested with first.
func (s *search) inGoXLA() []candidate {
	dirs := s.goXLADirs()
	var found []candidate
	for _, dir := range dirs {
		paths := pluginFiles(dir)
		slices.SortStableFunc(paths, func(a, b string) int { return tested(b) - tested(a) })
		for _, path := range paths {
			kind, known := fileKind(path)
			if !known {
				s.note(wayGoXLA, "%s is neither a CPU nor a CUDA plugin; name it in GOMLX_BACKEND to use it", path)
				continue
			}
			found = append(found, candidate{kind: kind, path: path, name: filepath.Base(path), way: wayGoXLA})
		}
	}
	if len(found) == 0 {
		s.note(wayGoXLA, "none in %s", strings.Join(dirs, ", "))
	}
	return found
}

func (s *search) goXLADirs() []string {
	var roots []string
	if home, err := s.host.homeDir(); err == nil {
		roots = append(roots, homeLibrary(s.host.goos, home))
	}
	var dirs []string
	for _, root := range append(roots, s.host.systemDirs...) {
		dirs = append(dirs, root, filepath.Join(root, "nvidia"))
	}
	return dirs
}

// homeLibrary is the directory below the home directory that go-xla's installer uses.
func homeLibrary(goos, home string) string {
	switch goos {
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "go-xla")
	case "windows":
		return filepath.Join(home, "AppData", "Local", "go-xla")
	}
	return filepath.Join(home, ".local", "lib", "go-xla")
}

// pluginFiles lists the plugins of a directory by name; several names of one file count once.
func pluginFiles(dir string) []string {
	var paths []string
	var seen []os.FileInfo
	for _, extension := range []string{"so", "dylib", "dll"} {
		for _, path := range matching(dir, "pjrt_c_api_*_plugin."+extension) {
			info, err := os.Stat(path)
			if err != nil || slices.ContainsFunc(seen, func(other os.FileInfo) bool { return os.SameFile(info, other) }) {
				continue
			}
			seen, paths = append(seen, info), append(paths, path)
		}
	}
	return paths
}

// matching lists the entries of a directory whose names match a pattern; a directory that cannot be read has none.
func matching(dir, pattern string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var paths []string
	for _, entry := range entries {
		if ok, err := filepath.Match(pattern, entry.Name()); err == nil && ok {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	return paths
}

// tested is 1 for the release that go-xla was tested with.
func tested(path string) int {
	if strings.Contains(filepath.Base(path), releaseVersion) {
		return 1
	}
	return 0
}

// jaxScript prints the CUDA plugins of the active Python, one a line.
const jaxScript = `import glob, os, sys
for d in sys.path:
    for p in sorted(glob.glob(os.path.join(d, "jax_plugins", "xla_cuda*", "xla_cuda_plugin.so"))):
        print(os.path.abspath(p))`

// inJAX asks Python for the plugin of an installed JAX with CUDA; without a GPU it asks nothing.
func (s *search) inJAX(ctx context.Context) []candidate {
	if !s.gpu {
		s.note(wayJAX, "not looked for: %s", s.gpuWhy)
		return nil
	}
	out, err := s.host.python(ctx, command{interpreter: s.options.python(), args: []string{"-c", jaxScript}})
	if err != nil {
		s.note(wayJAX, "%s does not run: %v", s.options.python(), err)
		return nil
	}
	var found []candidate
	for path := range strings.Lines(string(out)) {
		path = strings.TrimSpace(path)
		name := fmt.Sprintf("JAX (%s)", filepath.Base(filepath.Dir(path)))
		found = append(found, candidate{kind: CUDA, path: path, name: name, way: wayJAX})
	}
	if len(found) == 0 {
		s.note(wayJAX, "%s has no JAX with CUDA", s.options.python())
	}
	return found
}
