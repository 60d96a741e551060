package device

import (
	"context"
	"errors"
	"path/filepath"
)

// errOffline is noted for every download that Options.Offline forbids.
var errOffline = errors.New("downloads are switched off")

// Finding says what [Open] would use.
type Finding struct {
	Kind        Kind
	Plugin      string   // path of the plugin; "" for pure Go, and for a backend of the user's setting that is no path
	Description string   // one line for people
	Download    bool     // whether Open would first download the plugin
	Reasons     []Reason // what was considered, in order
}

// Find says what [Open] would use on this machine, and why. It opens nothing and downloads nothing, so a plugin that is
// found may still refuse to load.
func Find(ctx context.Context, o Options) (Finding, error) {
	return findOn(ctx, realHost(), o)
}

func findOn(ctx context.Context, h host, o Options) (Finding, error) {
	s, err := newSearch(h, o)
	if err != nil {
		return Finding{}, err
	}
	if u, ok := s.userSetting(); ok {
		return s.findUser(ctx, u), nil
	}
	if list := s.installed(ctx); len(list) > 0 {
		return s.findInstalled(list), nil
	}
	return s.findDownload(), nil
}

func (s *search) findInstalled(list []candidate) Finding {
	first := list[0]
	s.take(first.way, "%s", first.path)
	for _, c := range list[1:] {
		s.note(c.way, "%s: comes after the one above", c.path)
	}
	s.noteMissingCUDA(first.kind)
	return Finding{Kind: first.kind, Plugin: first.path, Description: describePlugin(first.kind, first.name, ""),
		Reasons: s.reasons}
}

func (s *search) findUser(ctx context.Context, u setting) Finding {
	f := Finding{Kind: u.kind(), Description: u.text}
	if u.search {
		if c, ok := s.ofUser(ctx, u); ok {
			f.Kind, f.Plugin = c.kind, c.path
		}
	} else if filepath.IsAbs(u.plugin) {
		f.Plugin = u.plugin
	}
	s.take(wayUser, "%s", u.text)
	f.Reasons = s.reasons
	return f
}

// findDownload names the first source that would be tried.
func (s *search) findDownload() Finding {
	s.noteNoSource()
	for _, src := range s.sources {
		err := src.ready()
		if err == nil && s.options.Offline {
			err = errOffline
		}
		if err != nil {
			s.note(src.way, "%s: %v", src.title(), err)
			continue
		}
		s.take(src.way, "%s would be downloaded", src.title())
		return Finding{Kind: src.kind, Description: describePlugin(src.kind, src.title(), ""), Download: true,
			Reasons: s.reasons}
	}
	s.take(wayGo, "nothing faster is present")
	return Finding{Kind: Go, Description: Go.String(), Reasons: s.reasons}
}

// Install makes the best plugin for this machine present, CUDA first where there is an NVIDIA GPU, and proves it by
// opening and closing it. Installed plugins are checked by SHA-256, and damaged ones replaced. Where nothing can be
// installed the finding is pure Go and its reasons say why; that is no error. Where the user's own setting decides,
// nothing is installed, and an unusable one is an error.
func Install(ctx context.Context, o Options) (Finding, error) {
	return installOn(ctx, realHost(), o)
}

func installOn(ctx context.Context, h host, o Options) (Finding, error) {
	s, err := newSearch(h, o)
	if err != nil {
		return Finding{}, err
	}
	s.thorough = true
	d, err := s.openBest(ctx)
	if err != nil {
		return Finding{}, err
	}
	return Finding{Kind: d.Kind, Plugin: d.Plugin, Description: d.Description, Reasons: s.reasons}, d.Close()
}

// openBest differs from open on a machine with a GPU: it downloads the CUDA plugin even if one for the CPU is
// installed.
func (s *search) openBest(ctx context.Context) (*Device, error) {
	if u, ok := s.userSetting(); ok {
		return s.openUser(ctx, u)
	}
	list := s.installed(ctx)
	for _, kind := range []Kind{CUDA, CPU} {
		if d := s.openFirst(ofKind(list, func(c candidate) Kind { return c.kind }, kind)); d != nil {
			return d, nil
		}
		d, err := s.download(ctx, ofKind(s.sources, func(src source) Kind { return src.kind }, kind))
		if d != nil || err != nil {
			return d, err
		}
	}
	return s.openGo()
}

// ofKind keeps the elements of one kind.
func ofKind[T any](list []T, kindOf func(T) Kind, kind Kind) []T {
	var kept []T
	for _, x := range list {
		if kindOf(x) == kind {
			kept = append(kept, x)
		}
	}
	return kept
}
