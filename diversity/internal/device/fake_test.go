package device

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute"
)

// library is the smallest file that passes for a complete shared library: an ELF header without sections.
func library() []byte {
	header := make([]byte, 64)
	copy(header, "\x7fELF\x02\x01\x01")
	header[16] = 3                                       // shared object
	header[18] = 62                                      // x86-64
	header[20], header[52], header[58] = 1, 64, 64       // version and sizes
	return append(header, "the rest of the plugin\n"...) // never read
}

// torn is a library whose section headers are missing: what an interrupted download leaves.
func torn() []byte {
	header := library()
	header[40] = 0xff // offset of the section headers, beyond the end
	header[41] = 0xff
	header[60] = 4
	return header
}

// fakeBackend records that it was closed.
type fakeBackend struct {
	compute.Backend
	finalized int
	panics    bool
}

func (b *fakeBackend) Name() string      { return "fake" }
func (b *fakeBackend) IsFinalized() bool { return b.finalized > 0 }
func (b *fakeBackend) Finalize() {
	if b.panics {
		panic("finalizing")
	}
	b.finalized++
}

// world is a host without network, plugins and GPU, whose parts a test switches on.
type world struct {
	host
	home, cache string
	env         map[string]string
	devices     []string          // of the device files
	refuse      map[string]string // part of a configuration: why it cannot be opened
	opens       []string          // configurations that were tried
	pip         func(c command) error
	jax         string // what Python answers when asked for JAX
	jaxErr      error
	calls       []command
}

func newWorld(t *testing.T) *world {
	t.Helper()
	root := t.TempDir()
	w := &world{home: filepath.Join(root, "home"), cache: filepath.Join(root, "cache"), env: map[string]string{},
		refuse: map[string]string{}}
	w.pip = func(command) error { return errors.New("no network") }
	w.host = host{
		goos: "linux", goarch: "amd64",
		lookup:   func(name string) (string, bool) { v, ok := w.env[name]; return v, ok },
		setenv:   func(name, value string) error { w.env[name] = value; return nil },
		homeDir:  func() (string, error) { return w.home, nil },
		cacheDir: func() (string, error) { return w.cache, nil },
		glob:     func(string) ([]string, error) { return w.devices, nil },
		driver:   func() (string, error) { return "580.65.06", nil },
		python:   w.python,
		assetURL: func(string, string) (string, error) { return "", errors.New("no network") },
		client:   http.DefaultClient,
		wheels:   []wheel{fakeWheel("one"), fakeWheel("two")},
		open:     w.open,
	}
	return w
}

func (w *world) open(config string) (opened, error) {
	w.opens = append(w.opens, config)
	for part, why := range w.refuse {
		if strings.Contains(config, part) {
			return opened{}, errors.New(why)
		}
	}
	kind, api := Go, ""
	if strings.HasPrefix(config, "xla") {
		kind, api = CPU, "0.115"
	}
	if strings.Contains(config, "cuda") {
		kind = CUDA
	}
	return opened{backend: &fakeBackend{}, kind: kind, api: api}, nil
}

func (w *world) python(_ context.Context, c command) ([]byte, error) {
	w.calls = append(w.calls, c)
	if c.args[0] == "-c" {
		return []byte(w.jax), w.jaxErr
	}
	if err := w.pip(c); err != nil {
		return []byte("looking\nERROR: no matching distribution\n"), err
	}
	return nil, nil
}

func (w *world) pinned() string { return filepath.Join(w.cache, "diversity", "pjrt") }

// fakeWheelBytes is a wheel that holds a library.
func fakeWheelBytes(name string, content []byte) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.Create(name + "/plugin.so")
	if err == nil {
		_, err = f.Write(content)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func fakeWheel(name string) wheel {
	content := fakeWheelBytes(name, library())
	sum := sha256.Sum256(content)
	return wheel{name: name, version: "1.0", platform: "linux/amd64", sha256: hex.EncodeToString(sum[:]),
		size: int64(len(content)), member: name + "/plugin.so"}
}

// pipServes makes pip download these bytes for a requirement such as "one==1.0".
func (w *world) pipServes(requirement string, content []byte) {
	before := w.pip
	w.pip = func(c command) error {
		if !slices.Contains(c.args, requirement) {
			return before(c)
		}
		return writeAt(argument(c, "--dest"), strings.ReplaceAll(requirement, "==", "-")+"-py3-none-any.whl", content)
	}
}

// argument returns what follows a flag.
func argument(c command, flag string) string { return c.args[slices.Index(c.args, flag)+1] }

func writeAt(dir, name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), content, 0o644)
}

// put writes a file of a test.
func put(t *testing.T, dir, name string, content []byte) string {
	t.Helper()
	if err := writeAt(dir, name, content); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// installed puts a plugin with its record into the cache.
func (w *world) installed(t *testing.T, dir string) string {
	t.Helper()
	path := put(t, filepath.Join(w.pinned(), dir), pluginName, library())
	r, err := newRecord(filepath.Dir(path), pluginName)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.write(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	return path
}

// tarball is a release archive.
func tarball(t *testing.T, name string, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	gz := gzip.NewWriter(&out)
	tw := tar.NewWriter(gz)
	err := tw.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), Typeflag: tar.TypeReg,
		ModTime: time.Unix(0, 0)})
	if err == nil {
		_, err = tw.Write(content)
	}
	if err = errors.Join(err, tw.Close(), gz.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// mustOpen opens a device of the world.
func (w *world) mustOpen(t *testing.T, o Options) *Device {
	t.Helper()
	d, err := openOn(t.Context(), w.host, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wantReason fails unless one reason contains all the parts.
func wantReason(t *testing.T, reasons []Reason, parts ...string) {
	t.Helper()
	var all []string
	for _, r := range reasons {
		text := r.String()
		if !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) }) {
			return
		}
		all = append(all, text)
	}
	t.Errorf("no reason contains %q:\n%s", parts, strings.Join(all, "\n"))
}

// wantClean fails if the cache holds anything but published plugins and the lock.
func wantClean(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), stagingPrefix) {
			t.Errorf("left behind: %s", entry.Name())
		}
		if entry.IsDir() {
			if _, err := readRecord(filepath.Join(dir, entry.Name()), true); err != nil {
				t.Errorf("published but not complete: %v", err)
			}
			if _, err := os.Stat(filepath.Join(dir, entry.Name(), scratchName)); err == nil {
				t.Errorf("scratch was published in %s", entry.Name())
			}
		}
	}
}
