package device

import (
	"context"
	"fmt"
)

// search is one call of Open, Find or Install.
type search struct {
	host     host
	options  Options
	cache    string
	gpu      bool
	gpuWhy   string
	sources  []source
	thorough bool            // compare the SHA-256 of installed plugins, not only the size
	tried    map[string]bool // paths of the plugins that turned out not to be usable
	reasons  []Reason
}

func newSearch(h host, o Options) (*search, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	s := &search{host: h, options: o, cache: o.CacheDir, tried: map[string]bool{}}
	if s.cache == "" {
		cache, err := h.defaultCache()
		if err != nil {
			return nil, err
		}
		s.cache = cache
	}
	s.gpu, s.gpuWhy = h.gpu()
	s.sources = s.platformSources()
	return s, nil
}

// note records why a way was not used.
func (s *search) note(way, format string, args ...any) {
	s.reasons = append(s.reasons, Reason{Way: way, Text: fmt.Sprintf(format, args...)})
}

// take records what was used.
func (s *search) take(way, format string, args ...any) {
	s.reasons = append(s.reasons, Reason{Way: way, Taken: true, Text: fmt.Sprintf(format, args...)})
}

// open is Open after its checks: what is installed first, then what can be downloaded, then pure Go.
func (s *search) open(ctx context.Context) (*Device, error) {
	if setting, ok := s.userSetting(); ok {
		return s.openUser(ctx, setting)
	}
	if d := s.openFirst(s.installed(ctx)); d != nil {
		s.noteMissingCUDA(d.Kind)
		return d, nil
	}
	s.noteNoSource()
	d, err := s.download(ctx, s.sources)
	if d != nil || err != nil {
		return d, err
	}
	return s.openGo()
}

// openFirst opens the first candidate that can be opened; nil if none can.
func (s *search) openFirst(list []candidate) *Device {
	for _, c := range list {
		d, err := s.openCandidate(c, "")
		if err == nil {
			s.take(c.way, "%s", c.path)
			return d
		}
		s.reject(c, err)
	}
	return nil
}

// reject records why a plugin was not used.
func (s *search) reject(c candidate, err error) {
	s.tried[c.path] = true
	s.note(c.way, "%s: %v", c.path, err)
}

func (s *search) openCandidate(c candidate, options string) (*Device, error) {
	s.host.prepareCUDA(c.path)
	o, err := s.host.open(c.config(options))
	if err != nil {
		return nil, err
	}
	return &Device{Backend: o.backend, Kind: c.kind, Plugin: c.path, Description: describePlugin(c.kind, c.name, o.api)},
		nil
}

func describePlugin(kind Kind, name, api string) string {
	if api != "" {
		name += ", API " + api
	}
	return fmt.Sprintf("%v (PJRT plugin %s)", kind, name)
}

// noteMissingCUDA tells the owner of a GPU that it is not used.
func (s *search) noteMissingCUDA(used Kind) {
	if s.gpu && used != CUDA {
		s.note(wayGPU, "%s, but no CUDA plugin is installed: install one with the setup command", s.gpuWhy)
	}
}

func (s *search) openGo() (*Device, error) {
	o, err := s.host.open("go")
	if err != nil {
		return nil, fmt.Errorf("device: the pure-Go backend: %w", err)
	}
	s.take(wayGo, "nothing faster could be opened")
	return &Device{Backend: o.backend, Kind: Go, Description: Go.String(), Warning: slowWarning}, nil
}
