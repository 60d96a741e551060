package device

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// The environment variables with which a user chooses a backend.
const (
	envBackend = "GOMLX_BACKEND"
	envPlugins = "PJRT_PLUGIN_LIBRARY_PATH"
)

// setting is the user's choice of a backend.
type setting struct {
	text    string // as the user wrote it, for messages
	backend string // "xla", "go", ...
	plugin  string // "", a short name or an absolute path; only for XLA
	options string // ",name=value..." or ""
	search  bool   // whether plugin may be looked up in our own directories too
}

// config is GoMLX's configuration string.
func (u setting) config() string {
	if u.plugin+u.options == "" {
		return u.backend
	}
	return u.backend + ":" + u.plugin + u.options
}

// kind is what the setting will be opened as, as far as its text tells.
func (u setting) kind() Kind {
	if u.backend == "go" {
		return Go
	}
	kind, _ := fileKind(u.plugin)
	return kind
}

// userSetting reads the environment variables; ok is false if none is set.
func (s *search) userSetting() (u setting, ok bool) {
	backend, plugins := s.host.getenv(envBackend), s.host.getenv(envPlugins)
	switch {
	case backend == "" && plugins == "":
		return setting{}, false
	case backend == "":
		return setting{text: envPlugins + "=" + plugins, backend: "xla"}, true
	}
	name, rest, _ := strings.Cut(backend, ":")
	plugin, options, found := strings.Cut(rest, ",")
	if found {
		options = "," + options
	}
	isXLA := slices.Contains([]string{"xla", "stablehlo", "hlo", "shlo"}, name)
	return setting{text: envBackend + "=" + backend, backend: name, plugin: plugin, options: options,
		search: isXLA && plugins == "" && slices.Contains([]string{"", "cpu", "cuda"}, plugin)}, true
}

// openUser opens what the user asked for or fails: there is no silent fallback.
func (s *search) openUser(ctx context.Context, u setting) (*Device, error) {
	if u.search {
		if c, ok := s.ofUser(ctx, u); ok {
			return s.openUserPlugin(u, c)
		}
	}
	if filepath.IsAbs(u.plugin) {
		if err := checkLibrary(u.plugin); err != nil {
			return nil, userError(u, err)
		}
		s.host.prepareCUDA(u.plugin)
	}
	o, err := s.host.open(u.config())
	if err != nil {
		return nil, userError(u, err)
	}
	s.take(wayUser, "%s", u.text)
	return userDevice(u, o), nil
}

// ofUser finds the installed plugin that a short name such as "xla:cpu" means.
func (s *search) ofUser(ctx context.Context, u setting) (candidate, bool) {
	for _, c := range s.installed(ctx) {
		if u.plugin == "" || u.plugin == "cuda" && c.kind == CUDA || u.plugin == "cpu" && c.kind == CPU {
			return c, true
		}
	}
	return candidate{}, false
}

func (s *search) openUserPlugin(u setting, c candidate) (*Device, error) {
	d, err := s.openCandidate(c, u.options)
	if err != nil {
		return nil, userError(u, err)
	}
	s.take(wayUser, "%s: %s", u.text, c.path)
	return d, nil
}

func userDevice(u setting, o opened) *Device {
	if o.kind == Go {
		return &Device{Backend: o.backend, Kind: Go, Description: Go.String() + " (" + u.text + ")"}
	}
	d := &Device{Backend: o.backend, Kind: o.kind}
	name := "of " + u.text
	if filepath.IsAbs(u.plugin) {
		d.Plugin, name = u.plugin, filepath.Base(u.plugin)
	}
	d.Description = describePlugin(o.kind, name, o.api)
	return d
}

func userError(u setting, err error) error {
	return fmt.Errorf("%w: %s: %w; unset the variable to let the laboratory choose, or run the setup command to install a plugin",
		ErrBackend, u.text, err)
}
