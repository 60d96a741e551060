package device

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// wheel is a pinned package of the Python package index that holds a PJRT plugin for the CPU.
type wheel struct {
	name, version string
	platform      string // GOOS/GOARCH
	sha256        string // of the wheel
	size          int64  // bytes of the wheel
	member        string // the plugin inside the wheel
}

// pinnedWheels in the order in which they are tried. They are third parties' packages, hence the SHA-256.
func pinnedWheels() []wheel {
	return []wheel{{ // built from the XLA of jaxlib 0.11.2, PJRT API 0.115
		name: "lammps-jax-pjrt-cpu", version: "0.11.2", platform: "linux/amd64",
		sha256: "1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1", size: 62711338,
		member: "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
	}, { // an unmodified official build, PJRT API 0.106
		name: "fastatomstruct-xla-cpu", version: "2026.6.23", platform: "linux/amd64",
		sha256: "88b1c430b341b4bea40a37420311c9c75db6e22b46d2ff95b6986577bee6afe9", size: 63200622,
		member: "fastatomstruct_xla_cpu/libpjrt_cpu.so",
	}}
}

// pluginName is the name under which a downloaded CPU plugin is kept.
const pluginName = "pjrt_c_api_cpu_plugin.so"

func (s *search) wheelSource(w wheel) source {
	src := source{name: w.name, version: w.version, kind: CPU, way: wayIndex, ready: func() error { return nil }}
	src.fetch = func(ctx context.Context, dir string) (string, string, error) {
		path, err := s.downloadWheel(ctx, src.title(), w, dir)
		if err != nil {
			return "", "", err
		}
		err = s.unpack(src.title(), path, w.member, filepath.Join(dir, pluginName))
		return pluginName, "Python package index: " + src.title() + ", wheel sha256 " + w.sha256, err
	}
	return src
}

// downloadWheel lets pip download one wheel and checks it.
func (s *search) downloadWheel(ctx context.Context, title string, w wheel, dir string) (string, error) {
	dest := filepath.Join(dir, scratchName, "wheel")
	if err := s.pip(ctx, "download "+title, dir, w.size,
		[]string{"download", "--no-deps", "--dest", dest, w.name + "==" + w.version}); err != nil {
		return "", err
	}
	files := matching(dest, "*.whl")
	if len(files) != 1 {
		return "", fmt.Errorf("pip downloaded %d wheels of %s instead of one", len(files), title)
	}
	_, sum, err := digest(files[0])
	if err != nil {
		return "", err
	}
	if sum != w.sha256 {
		return "", fmt.Errorf("%w: the wheel of %s has sha256 %s instead of %s", ErrDamaged, title, sum, w.sha256)
	}
	return files[0], nil
}

// unpack writes one member of a zip archive to path. The zip reader checks its CRC.
func (s *search) unpack(title, archive, member, path string) error {
	r, err := zip.OpenReader(archive)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, title, err)
	}
	defer r.Close()
	in, err := r.Open(member)
	if err != nil {
		return fmt.Errorf("%w: %s has no %s: %w", ErrDamaged, title, member, err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	return s.save(in, path, "unpack "+title, info.Size())
}

// save copies a stream of a known length (0: unknown) to a new file on the disk and reports the progress.
func (s *search) save(in io.Reader, path, step string, total int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(&meter{out: f, search: s, step: step, total: total}, in)
	return closeSynced(f, err)
}

// meterStep is how many bytes lie between two reports.
const meterStep = 1 << 20

// meter reports the progress of what is written through it.
type meter struct {
	out         io.Writer
	search      *search
	step        string
	done, total int64
	reported    int64 // value of done in the last report
}

func (m *meter) Write(p []byte) (int, error) {
	n, err := m.out.Write(p)
	m.done += int64(n)
	if m.done == m.total || m.done-m.reported >= meterStep {
		m.reported = m.done
		m.search.options.progress(m.step, m.done, m.total)
	}
	return n, err
}
