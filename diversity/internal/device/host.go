package device

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // registers the backend "go"
	"github.com/gomlx/go-xla/installer"
)

// host is everything outside this package that a search touches; tests replace it.
type host struct {
	goos, goarch string
	lookup       func(name string) (value string, set bool) // an environment variable
	setenv       func(name, value string) error
	homeDir      func() (string, error)
	cacheDir     func() (string, error)
	systemDirs   []string                                             // go-xla's directories outside the home directory
	glob         func(pattern string) ([]string, error)               // of the device files
	driver       func() (string, error)                               // version of the NVIDIA kernel driver, "580.65.06"
	python       func(ctx context.Context, c command) ([]byte, error) // runs the interpreter, returns both outputs
	assetURL     func(platform, version string) (string, error)       // of an official release
	client       *http.Client
	wheels       []wheel
	open         func(config string) (opened, error) // a backend by GoMLX's configuration string
}

// getenv returns an environment variable, "" if it is not set.
func (h host) getenv(name string) string {
	value, _ := h.lookup(name)
	return value
}

// defaultCache is the directory of installed plugins if the options name none.
func (h host) defaultCache() (string, error) {
	if dir := h.getenv(CacheVariable); dir != "" {
		dir, err := filepath.Abs(dir)
		return filepath.Join(dir, "pjrt"), err
	}
	base, err := h.cacheDir()
	if err != nil {
		return "", fmt.Errorf("device: no cache directory, set HOME or Options.CacheDir: %w", err)
	}
	return filepath.Join(base, "diversity", "pjrt"), nil
}

// command is one call of the Python interpreter.
type command struct {
	interpreter string
	args, env   []string
}

// opened is a backend and what it says of itself.
type opened struct {
	backend compute.Backend
	kind    Kind
	api     string
}

func realHost() host {
	return host{
		goos: runtime.GOOS, goarch: runtime.GOARCH,
		lookup: os.LookupEnv, setenv: os.Setenv, homeDir: os.UserHomeDir, cacheDir: os.UserCacheDir,
		systemDirs: []string{"/usr/local/lib/go-xla"},
		glob:       filepath.Glob,
		driver:     readDriver,
		python:     runPython,
		assetURL:   installer.CPUGetDownloadURL,
		client:     http.DefaultClient,
		wheels:     pinnedWheels(),
		open:       openBackend,
	}
}

// openBackend turns panics of the backends into errors: this is the edge at which they are recovered.
func openBackend(config string) (o opened, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("device: panic while opening %q: %v", config, r)
		}
	}()
	backend, err := newBackend(config)
	if err != nil {
		return opened{}, err
	}
	kind, api := describe(backend)
	return opened{backend, kind, api}, nil
}

func readDriver() (string, error) {
	text, err := os.ReadFile("/sys/module/nvidia/version")
	return strings.TrimSpace(string(text)), err
}

// runPython waits at most five seconds for the outputs to close after the context ended: pip may leave children behind.
func runPython(ctx context.Context, c command) ([]byte, error) {
	cmd := exec.CommandContext(ctx, c.interpreter, c.args...)
	cmd.Env = append(os.Environ(), c.env...)
	cmd.WaitDelay = 5 * time.Second
	return cmd.CombinedOutput()
}
