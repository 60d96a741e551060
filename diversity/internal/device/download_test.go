package device

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
)

// serve answers every request of the world's HTTP client and points the release there.
func (w *world) serve(t *testing.T, name string, handler http.HandlerFunc) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	w.client = server.Client()
	w.assetURL = func(platform, version string) (string, error) {
		if platform != w.goos+"_"+w.goarch || version != releaseVersion {
			return "", errors.New("asked for " + platform + " " + version)
		}
		return server.URL + "/" + name, nil
	}
}

func TestReleaseIsDownloaded(t *testing.T) {
	w := newWorld(t)
	archive := tarball(t, "pjrt_c_api_cpu_"+releaseVersion+"_plugin.so", library())
	w.serve(t, "pjrt.tar.gz", func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write(archive) })
	var events []Event
	d := w.mustOpen(t, Options{Progress: func(e Event) { events = append(events, e) }})
	want := filepath.Join(w.pinned(), "gomlx-pjrt-cpu-"+releaseVersion, "pjrt_c_api_cpu_"+releaseVersion+"_plugin.so")
	if d.Plugin != want || d.Kind != CPU || d.Warning != "" {
		t.Errorf("opened %+v", d)
	}
	wantReason(t, d.Reasons, "official release: used", want)
	wantClean(t, w.pinned())
	size := int64(len(archive))
	if !slices.Contains(events, Event{"download gomlx-pjrt-cpu " + releaseVersion, size, size}) {
		t.Errorf("progress %v", events)
	}
	again := w.mustOpen(t, Options{Offline: true})
	wantReason(t, again.Reasons, "installed plugin: used", want)
}

func TestReleaseOfWindows(t *testing.T) {
	w := newWorld(t)
	w.goos = "windows"
	w.serve(t, "pjrt.zip", func(out http.ResponseWriter, _ *http.Request) {
		_, _ = out.Write(fakeWheelBytes("ignored", library()))
	})
	d := w.mustOpen(t, Options{})
	wantReason(t, d.Reasons, "official release: not used", "holds no plugin") // the archive was understood
	wantClean(t, w.pinned())
}

func TestReleaseFails(t *testing.T) {
	good := func(t *testing.T) []byte { return tarball(t, "pjrt_c_api_cpu_x_plugin.so", library()) }
	for name, c := range map[string]struct {
		handler func(t *testing.T) http.HandlerFunc
		want    string
	}{
		"status": {func(*testing.T) http.HandlerFunc { return http.NotFound }, "404 Not Found"},
		"half": {func(t *testing.T) http.HandlerFunc {
			return func(out http.ResponseWriter, _ *http.Request) {
				out.Header().Set("Content-Length", "100000")
				_, _ = out.Write(good(t)[:50])
			}
		}, "unexpected EOF"},
		"no archive": {func(*testing.T) http.HandlerFunc {
			return func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write([]byte("<html>")) }
		}, "damaged plugin: gomlx-pjrt-cpu"},
		"no plugin": {func(t *testing.T) http.HandlerFunc {
			return func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write(tarball(t, "README", nil)) }
		}, "holds no plugin"},
		"torn plugin": {func(t *testing.T) http.HandlerFunc {
			return func(out http.ResponseWriter, _ *http.Request) {
				_, _ = out.Write(tarball(t, "pjrt_c_api_cpu_x_plugin.so", torn()))
			}
		}, "not a complete shared library"},
		"silence": {func(*testing.T) http.HandlerFunc {
			return func(out http.ResponseWriter, r *http.Request) {
				_, _ = out.Write([]byte("a"))
				out.(http.Flusher).Flush()
				<-r.Context().Done()
			}
		}, "no data arrived in time"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.serve(t, "pjrt.tar.gz", c.handler(t))
			d := w.mustOpen(t, Options{StallTimeout: 100 * time.Millisecond})
			if d.Kind != Go {
				t.Errorf("opened %q", w.opens)
			}
			wantReason(t, d.Reasons, "official release: not used", c.want)
			wantClean(t, w.pinned())
		})
	}
}

func TestUnreachableReleaseIsGivenUp(t *testing.T) {
	w := newWorld(t)
	hang := make(chan struct{})
	defer close(hang)
	w.assetURL = func(string, string) (string, error) { <-hang; return "", nil }
	w.pipServes("one==1.0", fakeWheelBytes("one", library()))
	d := w.mustOpen(t, Options{StallTimeout: 50 * time.Millisecond})
	if d.Kind != CPU {
		t.Errorf("opened %q", w.opens)
	}
	wantReason(t, d.Reasons, "official release: not used", "no data arrived in time")
}

func TestWheelIsDownloaded(t *testing.T) {
	w := newWorld(t)
	content := fakeWheelBytes("two", library())
	w.pipServes("two==1.0", content)
	var events []Event
	d := w.mustOpen(t, Options{Python: "/venv/python", Progress: func(e Event) { events = append(events, e) }})
	want := filepath.Join(w.pinned(), "two-1.0", pluginName)
	if d.Plugin != want || d.Description != "XLA CPU (PJRT plugin two 1.0, API 0.115)" {
		t.Errorf("opened %+v", d)
	}
	wantReason(t, d.Reasons, "official release: not used", "no network")
	wantReason(t, d.Reasons, "Python package index: not used", "one 1.0", "no matching distribution")
	wantReason(t, d.Reasons, "Python package index: used", want)
	wantClean(t, w.pinned())
	if size := int64(len(library())); !slices.Contains(events, Event{"unpack two 1.0", size, size}) {
		t.Errorf("progress %v", events)
	}
	call := w.calls[len(w.calls)-1]
	if call.interpreter != "/venv/python" || !slices.Contains(call.args, "--no-deps") ||
		!slices.Contains(call.args, "--only-binary=:all:") {
		t.Errorf("called %+v", call)
	}
	r, err := readRecord(filepath.Dir(want), true)
	if err != nil || r.Name != "two" || r.Version != "1.0" || !strings.Contains(r.Origin, w.wheels[1].sha256) {
		t.Errorf("record %+v, %v", r, err)
	}
}

func TestWheelFails(t *testing.T) {
	replaced := fakeWheel("one")
	other := fakeWheelBytes("one", []byte("not what was pinned"))
	for name, c := range map[string]struct {
		pin     func(*wheel)
		content []byte
		want    string
	}{
		"other content": {nil, other, "instead of " + replaced.sha256},
		"no member": {func(w *wheel) { w.member = "elsewhere.so" }, fakeWheelBytes("one", library()),
			"has no elsewhere.so"},
		"no zip": {func(w *wheel) { *w = pinOf(t, []byte("text")) }, []byte("text"), "not a valid zip file"},
		"torn": {func(w *wheel) { *w = pinOf(t, fakeWheelBytes("one", torn())) }, fakeWheelBytes("one", torn()),
			"not a complete shared library"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.wheels = w.wheels[:1]
			if c.pin != nil {
				c.pin(&w.wheels[0])
			}
			w.pipServes("one==1.0", c.content)
			d := w.mustOpen(t, Options{})
			if d.Kind != Go {
				t.Errorf("opened %q", w.opens)
			}
			wantReason(t, d.Reasons, "Python package index: not used: one 1.0", c.want)
			wantClean(t, w.pinned())
		})
	}
}

// pinOf pins arbitrary bytes as the wheel "one".
func pinOf(t *testing.T, content []byte) wheel {
	t.Helper()
	_, sum, err := digest(put(t, t.TempDir(), "x", content))
	if err != nil {
		t.Fatal(err)
	}
	w := fakeWheel("one")
	w.sha256 = sum
	return w
}

func TestPipDownloadsNothing(t *testing.T) {
	w := newWorld(t)
	w.pip = func(command) error { return nil }
	wantReason(t, w.mustOpen(t, Options{}).Reasons, "pip downloaded 0 wheels of one 1.0")
}

func TestSilentPipIsEnded(t *testing.T) {
	w := newWorld(t)
	w.host.python = func(ctx context.Context, _ command) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() }
	d := w.mustOpen(t, Options{StallTimeout: 10 * time.Millisecond})
	wantReason(t, d.Reasons, "Python package index: not used: one 1.0: pip: no data arrived in time")
	wantClean(t, w.pinned())
}

// While pip's files grow it is left alone, and its progress is told.
func TestGrowingPipIsFollowed(t *testing.T) {
	w := newWorld(t)
	content := fakeWheelBytes("one", library())
	told := make(chan struct{}, 1)
	w.pip = func(c command) error {
		for _, env := range c.env {
			if dir, ok := strings.CutPrefix(env, "TMPDIR="); ok {
				if err := writeAt(dir, "part", content[:100]); err != nil {
					return err
				}
			}
		}
		select {
		case <-told:
		case <-time.After(time.Minute):
			t.Error("nothing is told of a file that grows")
		}
		return writeAt(argument(c, "--dest"), "one.whl", content)
	}
	var events []Event
	grown := Event{"download one 1.0", 100, w.wheels[0].size}
	d := w.mustOpen(t, Options{Progress: func(e Event) {
		events = append(events, e)
		if e == grown && len(told) == 0 {
			told <- struct{}{}
		}
	}})
	if d.Kind != CPU || !slices.Contains(events, grown) {
		t.Errorf("opened %q, progress %v", w.opens, events)
	}
}

func TestNoPython(t *testing.T) {
	w := newWorld(t)
	w.host.python = runPython
	d := w.mustOpen(t, Options{Python: filepath.Join(t.TempDir(), "python")})
	wantReason(t, d.Reasons, "Python package index: not used", "no such file or directory")
}

func TestPureGoWarns(t *testing.T) {
	w := newWorld(t)
	d := w.mustOpen(t, Options{})
	if d.Kind != Go || d.Description != "pure Go" || !strings.Contains(d.Warning, "40 times slower") || d.Plugin != "" {
		t.Errorf("opened %+v", d)
	}
	wantReason(t, d.Reasons, "pure Go: used")
	w.refuse["go"] = "out of memory"
	if _, err := openOn(t.Context(), w.host, Options{}); err == nil ||
		!strings.Contains(err.Error(), "pure-Go backend: out of memory") {
		t.Errorf("error %v", err)
	}
}

func TestOffline(t *testing.T) {
	w := newWorld(t)
	w.pip = func(command) error { t.Error("pip was called"); return nil }
	w.assetURL = func(string, string) (string, error) { t.Error("the release was asked for"); return "", nil }
	d := w.mustOpen(t, Options{Offline: true})
	wantReason(t, d.Reasons, "official release: not used", "downloads are switched off")
	wantReason(t, d.Reasons, "Python package index: not used: two 1.0: downloads are switched off")
	if _, err := os.Stat(w.pinned()); err == nil {
		t.Error("the cache directory was made")
	}
}

func TestOtherPlatforms(t *testing.T) {
	for _, c := range []struct{ goos, goarch, way, want string }{
		{"plan9", "386", wayRelease, "nothing is published for plan9/386"},
		{"plan9", "386", wayIndex, "nothing is pinned for plan9/386"},
		{"darwin", "arm64", wayRelease, "no network"},
	} {
		w := newWorld(t)
		w.goos, w.goarch = c.goos, c.goarch
		w.pip = func(command) error { t.Error("pip was called"); return nil }
		d := w.mustOpen(t, Options{})
		if d.Kind != Go {
			t.Errorf("opened %q", w.opens)
		}
		wantReason(t, d.Reasons, c.way, c.want)
	}
}

func TestFindDownloadsNothing(t *testing.T) {
	w := newWorld(t)
	w.pip = func(command) error { t.Error("pip was called"); return nil }
	f, err := findOn(t.Context(), w.host, Options{})
	if err != nil || !f.Download || f.Kind != CPU || !strings.Contains(f.Description, "gomlx-pjrt-cpu") {
		t.Errorf("found %+v, %v", f, err)
	}
	f, err = findOn(t.Context(), w.host, Options{Offline: true})
	if err != nil || f.Download || f.Kind != Go {
		t.Errorf("found %+v, %v", f, err)
	}
	wantReason(t, f.Reasons, "two 1.0: downloads are switched off")
	w.goos = "plan9"
	if f, err = findOn(t.Context(), w.host, Options{}); err != nil || f.Kind != Go {
		t.Errorf("found %+v, %v", f, err)
	}
	wantReason(t, f.Reasons, "nothing is published for plan9/amd64")
}

func TestUnwritableCache(t *testing.T) {
	w := newWorld(t)
	put(t, filepath.Dir(w.cache), filepath.Base(w.cache), []byte("a file where the directory should be"))
	wantReason(t, w.mustOpen(t, Options{}).Reasons, "official release: not used", "not a directory")
}

func TestCanceled(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.assetURL = func(string, string) (string, error) { cancel(); select {} }
	if _, err := openOn(ctx, w.host, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("during the question: %v", err)
	}
	if _, err := openOn(ctx, w.host, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("before: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	w.serve(t, "pjrt.tar.gz", func(http.ResponseWriter, *http.Request) { cancel(); <-t.Context().Done() })
	if _, err := installOn(ctx, w.host, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("during the download: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	w.assetURL = func(string, string) (string, error) { return "", errors.New("no network") }
	w.host.python = func(ctx context.Context, _ command) ([]byte, error) { cancel(); <-ctx.Done(); return nil, ctx.Err() }
	if _, err := openOn(ctx, w.host, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("during pip: %v", err)
	}
	wantClean(t, w.pinned())
}

func TestOptionsAreValidated(t *testing.T) {
	for field, o := range map[string]Options{"Options.CacheDir": {CacheDir: "relative"},
		"Options.StallTimeout": {StallTimeout: -1}} {
		for name, call := range map[string]func() error{
			"Open":    func() error { _, err := Open(t.Context(), o); return err },
			"Find":    func() error { _, err := Find(t.Context(), o); return err },
			"Install": func() error { _, err := Install(t.Context(), o); return err },
		} {
			if err := call(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
