package device

import "context"

// releaseVersion is the official release of the CPU plugin that go-xla v0.4.1 was tested with (its DefaultCPUVersion).
const releaseVersion = "v0.114.0"

// source is a plugin that can be downloaded.
type source struct {
	name, version string
	kind          Kind
	way           string
	// fetch downloads the plugin into an empty directory. It returns the path of the shared library relative to it, and
	// where it came from.
	fetch func(ctx context.Context, dir string) (plugin, origin string, err error)
	// ready tells why the source cannot serve this machine.
	ready func() error
}

// dir is the name of the installed plugin's directory in the cache.
func (s source) dir() string { return s.name + "-" + s.version }

// title names the source for people.
func (s source) title() string { return s.name + " " + s.version }

// platformSources lists what can be downloaded for this platform, in the order in which it is tried: CUDA before CPU.
func (s *search) platformSources() []source {
	platform := s.host.goos + "/" + s.host.goarch
	var list []source
	if platform == cudaPlatform {
		list = append(list, s.cudaSource())
	}
	if hasRelease(platform) {
		list = append(list, s.releaseSource())
	}
	for _, w := range s.host.wheels {
		if w.platform == platform {
			list = append(list, s.wheelSource(w))
		}
	}
	return list
}

// noteNoSource explains an empty list of sources.
func (s *search) noteNoSource() {
	if len(s.sources) == 0 {
		s.note(wayRelease, "nothing is published for %s/%s", s.host.goos, s.host.goarch)
		s.note(wayIndex, "nothing is pinned for %s/%s", s.host.goos, s.host.goarch)
	}
}
