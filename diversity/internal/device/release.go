package device

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/gomlx/go-xla/installer"

	"tradeoff/diversity/internal/stall"
)

// hasRelease reports whether go-xla's releases have the CPU plugin for a platform.
func hasRelease(platform string) bool {
	return slices.Contains([]string{"linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64"}, platform)
}

// releaseSource takes the official release that go-xla's installer would take, but downloads it itself: the installer
// prints to standard output whatever its verbosity, has no time limit, and cannot be interrupted.
func (s *search) releaseSource() source {
	src := source{name: "gomlx-pjrt-cpu", version: releaseVersion, kind: CPU, way: wayRelease,
		ready: func() error { return nil }}
	src.fetch = func(ctx context.Context, dir string) (string, string, error) {
		url, err := s.releaseURL(ctx)
		if err != nil {
			return "", "", err
		}
		plugin, err := s.fetchRelease(ctx, src.title(), url, dir)
		return plugin, url, err
	}
	return src
}

// releaseURL asks for the address of the release. The question cannot be interrupted, so it is left alone when its time
// is over.
func (s *search) releaseURL(ctx context.Context) (string, error) {
	type answer struct {
		url string
		err error
	}
	got := make(chan answer, 1)
	go func() {
		url, err := s.host.assetURL(s.host.goos+"_"+s.host.goarch, releaseVersion)
		got <- answer{url, err}
	}()
	select {
	case a := <-got:
		return a.url, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(s.options.stall()):
		return "", fmt.Errorf("asking for release %s: %w", releaseVersion, errStalled)
	}
}

// fetchRelease downloads and unpacks the archive and returns the plugin in it.
func (s *search) fetchRelease(ctx context.Context, title, url, dir string) (string, error) {
	scratch := filepath.Join(dir, scratchName)
	if err := os.MkdirAll(scratch, 0o755); err != nil {
		return "", err
	}
	archive := filepath.Join(scratch, path.Base(url))
	if err := s.get(ctx, url, archive, "download "+title); err != nil {
		return "", err
	}
	s.options.progress("unpack "+title, 0, 0)
	extract := installer.Untar
	if filepath.Ext(archive) == ".zip" {
		extract = installer.Unzip
	}
	if _, err := extract(archive, dir); err != nil {
		return "", fmt.Errorf("%w: %s: %w", ErrDamaged, title, err)
	}
	plugins := pluginFiles(dir)
	if len(plugins) == 0 {
		return "", fmt.Errorf("%w: %s holds no plugin", ErrDamaged, title)
	}
	return filepath.Base(plugins[0]), nil
}

// get downloads a file. It gives up when no byte arrives for the stall timeout.
func (s *search) get(ctx context.Context, url, file, step string) error {
	ctx, guard := stall.Watch(ctx, s.options.stall(), errStalled)
	defer guard.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := s.host.client.Do(request)
	if err != nil {
		return stall.Cause(ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	return stall.Cause(ctx, s.save(guard.Reader(response.Body), file, step, max(response.ContentLength, 0)))
}
