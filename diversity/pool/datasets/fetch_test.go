package datasets

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tradeoff/diversity"
)

// site is a server of one file.
type site struct {
	*httptest.Server
	content  []byte
	etag     string
	cut      int  // bytes after which each answer ends, 0: never
	noRanges bool // the server knows no ranges
	silent   bool // nothing comes after the cut, and the connection stays
	requests []string
	lock     sync.Mutex
}

func newSite(t *testing.T, content []byte) *site {
	t.Helper()
	s := &site{content: content, etag: `"1"`}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.requests = append(s.requests, r.Header.Get("Range"))
	w.Header().Set("ETag", s.etag)
	if s.noRanges {
		r.Header.Del("Range")
		r.Header.Del("If-Range")
	}
	out := w
	if s.cut > 0 {
		out = &cutter{ResponseWriter: w, left: s.cut, wait: r.Context(), silent: s.silent}
	}
	http.ServeContent(out, r, "", time.Time{}, bytes.NewReader(s.content))
}

// cutter ends the connection in the middle.
type cutter struct {
	http.ResponseWriter
	left   int
	silent bool
	wait   context.Context
}

func (c *cutter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p[:min(len(p), c.left)])
	if c.left -= n; c.left == 0 {
		c.ResponseWriter.(http.Flusher).Flush()
		if c.silent {
			<-c.wait.Done()
		}
		panic(http.ErrAbortHandler)
	}
	return n, err
}

// set is a collection of one file of the site.
func (s *site) set(unpack bool) Dataset {
	sha, sum := sha256.Sum256(s.content), md5.Sum(s.content)
	return Dataset{Name: "set", Files: []File{{URL: s.URL + "/file", Name: "file.zip", Bytes: int64(len(s.content)), Unpack: unpack,
		SHA256: hex.EncodeToString(sha[:]), MD5: hex.EncodeToString(sum[:])}}}
}

func zipOf(entries ...string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(entries); i += 2 {
		f, err := w.Create(entries[i])
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(f, entries[i+1])
	}
	_ = w.Close()
	return out.Bytes()
}

func tgzOf(headers ...tar.Header) []byte {
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	w := tar.NewWriter(packed)
	for _, h := range headers {
		if err := w.WriteHeader(&h); err != nil {
			panic(err)
		}
		_, _ = w.Write(bytes.Repeat([]byte("x"), int(h.Size)))
	}
	_, _ = w.Close(), packed.Close()
	return out.Bytes()
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	if text, err := os.ReadFile(path); err != nil || string(text) != want {
		t.Errorf("%s: %.40q, %v", path, text, err)
	}
}

func wantGone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", path, err)
	}
}

func TestFetchUnpacksOnceAndMarksItsFolder(t *testing.T) {
	s := newSite(t, zipOf("cats/1.png", "one", "dogs/", "", "dogs/2.png", "two"))
	dir := t.TempDir()
	var steps []string
	told := func(step string, done, total int64) { steps = append(steps, fmt.Sprint(step, " ", done, "/", total)) }
	o := Options{Dir: dir, Progress: told}
	for range 2 {
		got, err := s.set(true).Fetch(t.Context(), o)
		if err != nil || got != filepath.Join(dir, "set") {
			t.Fatal(got, err)
		}
	}
	wantFile(t, filepath.Join(dir, "set", "cats", "1.png"), "one")
	wantFile(t, filepath.Join(dir, "set", "dogs", "2.png"), "two")
	wantGone(t, filepath.Join(dir, "set.partial"))
	if len(s.requests) != 1 {
		t.Errorf("%d requests, want one", len(s.requests))
	}
	if n := len(s.content); len(steps) != 2 || steps[0] != fmt.Sprintf("download file.zip %d/%d", n, n) || steps[1] != "unpack file.zip 0/0" {
		t.Errorf("progress %q", steps)
	}
	other := s.set(true)
	other.Files[0].SHA256 = strings.Repeat("0", 64)
	if _, err := other.Fetch(t.Context(), o); !errors.Is(err, ErrNotOurs) {
		t.Errorf("of other files: %v", err)
	}
}

func TestFolderOfSomebodyElseIsLeftAlone(t *testing.T) {
	s := newSite(t, zipOf("cats/1.png", "one"))
	dir := t.TempDir()
	mine := filepath.Join(dir, "set", "mine")
	if err := errors.Join(os.MkdirAll(filepath.Dir(mine), 0o755), os.WriteFile(mine, []byte("mine"), 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.set(true).Fetch(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrNotOurs) || len(s.requests) > 0 {
		t.Errorf("%v, %d requests", err, len(s.requests))
	}
	wantFile(t, mine, "mine")
}

func TestCutDownloadIsContinued(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 100)
	for name, c := range map[string]struct {
		change   func(*site) // after the cut
		requests []string
	}{
		"with ranges":      {func(*site) {}, []string{"", "bytes=300-"}},
		"without ranges":   {func(s *site) { s.noRanges = true }, []string{"", "bytes=300-"}},
		"another version":  {func(s *site) { s.etag = `"2"` }, []string{"", "bytes=300-"}},
		"no version known": {func(s *site) { s.etag = "" }, []string{"", "bytes=300-"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, content)
			s.cut = 300
			o := Options{Dir: t.TempDir()}
			if _, err := s.set(false).Fetch(t.Context(), o); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("cut: %v", err)
			}
			s.cut = 0
			c.change(s)
			dir, err := s.set(false).Fetch(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			wantFile(t, filepath.Join(dir, "file.zip"), string(content))
			if got := fmt.Sprint(s.requests); got != fmt.Sprint(c.requests) {
				t.Errorf("ranges %s, want %v", got, c.requests)
			}
		})
	}
}

// What had arrived was damaged on the disk: it is thrown away and everything comes anew.
func TestDamagedBeginningIsDownloadedAgain(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 100)
	s := newSite(t, content)
	s.cut = 300
	o := Options{Dir: t.TempDir()}
	_, _ = s.set(false).Fetch(t.Context(), o)
	s.cut = 0
	part := filepath.Join(o.Dir, "set.partial", "file.zip.part")
	if err := os.WriteFile(part, bytes.Repeat([]byte("x"), 300), 0o644); err != nil {
		t.Fatal(err)
	}
	dir, err := s.set(false).Fetch(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(dir, "file.zip"), string(content))
	if len(s.requests) != 3 {
		t.Errorf("requests %q", s.requests)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	for name, change := range map[string]func(*site, *Dataset){
		"SHA-256": func(_ *site, d *Dataset) { d.Files[0].SHA256 = strings.Repeat("0", 64) },
		"MD5":     func(_ *site, d *Dataset) { d.Files[0].MD5 = strings.Repeat("0", 32) },
		"shorter": func(s *site, _ *Dataset) { s.content = s.content[:500] },
		"longer":  func(s *site, _ *Dataset) { s.content = append(s.content, 1) },
		"altered": func(s *site, _ *Dataset) { s.content = append([]byte("x"), s.content[1:]...) },
	} {
		s := newSite(t, bytes.Repeat([]byte("0123456789"), 100))
		d := s.set(false)
		change(s, &d)
		o := Options{Dir: t.TempDir()}
		if _, err := d.Fetch(t.Context(), o); !errors.Is(err, ErrChecksum) {
			t.Errorf("%s: %v", name, err)
		}
		wantGone(t, filepath.Join(o.Dir, "set"))
		wantGone(t, filepath.Join(o.Dir, "set.partial", "file.zip.part"))
	}
}

// An endless answer without a length writes no more than was published.
func TestEndlessAnswerIsCut(t *testing.T) {
	s := newSite(t, []byte("0123456789"))
	d := s.set(false)
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	d.Files[0].URL = endless.URL
	if _, err := d.Fetch(t.Context(), Options{Dir: t.TempDir()}); !errors.Is(err, ErrChecksum) {
		t.Error(err)
	}
}

func TestServerErrorsAndSilence(t *testing.T) {
	s := newSite(t, bytes.Repeat([]byte("0123456789"), 100))
	d := s.set(false)
	missing := httptest.NewServer(http.NotFoundHandler())
	defer missing.Close()
	d.Files[0].URL = missing.URL
	_, err := d.Fetch(t.Context(), Options{Dir: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "404 Not Found") {
		t.Error(err)
	}
	s.cut, s.silent = 300, true
	_, err = s.set(false).Fetch(t.Context(), Options{Dir: t.TempDir(), StallTimeout: 200 * time.Millisecond})
	if !errors.Is(err, ErrStalled) {
		t.Errorf("a server that sends no more: %v", err)
	}
}

func TestContextEndsADownload(t *testing.T) {
	s := newSite(t, bytes.Repeat([]byte("0123456789"), 100))
	s.cut, s.silent = 300, true
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	o := Options{Dir: t.TempDir()}
	if _, err := s.set(false).Fetch(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(o.Dir, "set.partial", "file.zip.part")); err != nil || info.Size() != 300 {
		t.Errorf("what had arrived is lost: %v, %v", info, err)
	}
}

func TestManyAtOnceDownloadOnce(t *testing.T) {
	s := newSite(t, zipOf("cats/1.png", "one"))
	dir := t.TempDir()
	var failed atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, err := s.set(true).Fetch(t.Context(), Options{Dir: dir}); err != nil {
				t.Error(err)
				failed.Add(1)
			}
		})
	}
	wait.Wait()
	if failed.Load() == 0 && len(s.requests) != 1 {
		t.Errorf("%d requests", len(s.requests))
	}
	wantFile(t, filepath.Join(dir, "set", "cats", "1.png"), "one")
}

func TestUnsafeArchivesAreRefused(t *testing.T) {
	file := func(name string) tar.Header { return tar.Header{Name: name, Size: 3, Mode: 0o644} }
	for name, content := range map[string][]byte{
		"dots":             zipOf("../evil", "x"),
		"absolute":         tgzOf(file("/tmp/evil")),
		"backslash":        zipOf(`..\evil`, "x"),
		"twice":            zipOf("a", "x", "a", "y"),
		"our mark":         zipOf(markName, "x"),
		"link":             tgzOf(tar.Header{Name: "a", Typeflag: tar.TypeSymlink, Linkname: "/etc"}, file("a/passwd")),
		"hard link":        tgzOf(tar.Header{Name: "a", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"}),
		"device":           tgzOf(tar.Header{Name: "a", Typeflag: tar.TypeChar}),
		"no zip":           []byte("PK\x03\x04 and no more"),
		"no tar":           []byte("<html>"),
		"file as a folder": tgzOf(file("a"), file("a/b")),
	} {
		s := newSite(t, content)
		o := Options{Dir: t.TempDir()}
		if _, err := s.set(true).Fetch(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		} else if name != "file as a folder" && !errors.Is(err, ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
		wantGone(t, filepath.Join(o.Dir, "set"))
		wantGone(t, filepath.Join(o.Dir, "evil"))
	}
}

func TestBombIsBounded(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	u := newUnpacker(t.Context(), root, 0)
	u.bytes = 100
	if err := u.file(".", "a", strings.NewReader(strings.Repeat("x", 200))); !errors.Is(err, ErrArchive) {
		t.Error(err)
	}
	u.entries = 0
	if err := u.folder(".", "b"); !errors.Is(err, ErrArchive) {
		t.Error(err)
	}
}

func TestInnerArchivesAreUnpacked(t *testing.T) {
	inner := tgzOf(tar.Header{Name: "./101/", Typeflag: tar.TypeDir, Mode: 0o755}, tar.Header{Name: "./101/ant/1.jpg", Size: 3, Mode: 0o644})
	s := newSite(t, zipOf("top/101.tar.gz", string(inner), "top/README", "hi"))
	d := s.set(true)
	d.Files[0].Inner = []string{"top/101.tar.gz"}
	dir, err := d.Fetch(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(dir, "top", "101", "ant", "1.jpg"), "xxx")
	wantGone(t, filepath.Join(dir, "top", "101.tar.gz"))
}

func TestReadOnlyFolderIsAnError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, zipOf("a", "x"))
	if _, err := s.set(true).Fetch(t.Context(), Options{Dir: dir}); err == nil || len(s.requests) > 0 {
		t.Error(err)
	}
}

func TestDatasetsAreChecked(t *testing.T) {
	good := newSite(t, []byte("x")).set(false)
	for field, change := range map[string]func(*Dataset){
		"Dataset.Name":            func(d *Dataset) { d.Name = "../x" },
		"Dataset.Files[0].Name":   func(d *Dataset) { d.Files[0].Name = "../x" },
		"Dataset.Files[0].Bytes":  func(d *Dataset) { d.Files[0].Bytes = 0 },
		"Dataset.Files[0].SHA256": func(d *Dataset) { d.Files[0].SHA256, d.Files[0].MD5 = "", "" },
		"Dataset.Files":           func(d *Dataset) { d.Files = nil },
	} {
		d := good
		d.Files = append([]File{}, good.Files...)
		change(&d)
		_, err := d.Fetch(t.Context(), Options{Dir: t.TempDir()})
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := Fetch(t.Context(), "none", Options{}); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "cifar-10") {
		t.Error(err)
	}
	if _, err := good.Fetch(t.Context(), Options{StallTimeout: -1}); !errors.Is(err, diversity.ErrInvalid) {
		t.Error(err)
	}
}

// The table holds what can be downloaded: whole checksums, sizes, names, and files to be opened.
func TestEveryDatasetIsComplete(t *testing.T) {
	for _, d := range All() {
		if err := d.validate(); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
		for _, text := range []string{d.Title, d.Page, d.Licence, d.Checksums} {
			if text == "" {
				t.Errorf("%s: %+v", d.Name, d)
			}
		}
		for _, f := range d.Files {
			sha, err := hex.DecodeString(f.SHA256)
			sum, err2 := hex.DecodeString(f.MD5)
			whole := (len(sha) == 32 || f.SHA256 == "") && (len(sum) == 16 || f.MD5 == "") && len(sha)+len(sum) > 0
			if err != nil || err2 != nil || !whole {
				t.Errorf("%s: checksums %q, %q", f.URL, f.SHA256, f.MD5)
			}
			if !strings.HasPrefix(f.URL, "http") {
				t.Errorf("%s: address %q", d.Name, f.URL)
			}
		}
	}
	if len(Names()) != 12 {
		t.Errorf("%d collections", len(Names()))
	}
}
