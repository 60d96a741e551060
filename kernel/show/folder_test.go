package show

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gonb "github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity/pool"
	"tradeoff/kernel/internal/cell/protocol"
)

// pictures is a folder of two classes, one file of which is no image.
func pictures(t *testing.T) string {
	t.Helper()
	t.Setenv("DIVERSITY_CACHE", t.TempDir())
	dir := t.TempDir()
	for i, name := range []string{"cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		picture := image.NewGray(image.Rect(0, 0, 4, 4))
		picture.Pix[i] = 255
		if err := png.Encode(file, picture); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "dog", "2.png"), []byte("<html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFolderShowsItsPreparationOnce(t *testing.T) {
	dir, r := pictures(t), record(true)
	p, err := r.folder(t.Context(), dir, pool.FolderOptions{OnBad: pool.Skip})
	if err != nil || p.Classes() != 2 || p.Count(1) != 1 {
		t.Fatalf("%v, %v", p, err)
	}
	if len(r.sent) == 0 {
		t.Fatal("no bar")
	}
	last := r.sent[len(r.sent)-1]
	html, text := last.Data[protocol.HTML].(string), last.Data[protocol.Plain].(string)
	for _, part := range []string{`aria-valuenow="3"`, "width:75.00%", "width:25.00%"} {
		if !strings.Contains(html, part) {
			t.Errorf("the bar lacks %s: %s", part, html)
		}
	}
	if !strings.Contains(text, "4 of 4 images prepared (100%), 1 bad, in ") {
		t.Errorf("text %q", text)
	}
	r = record(true)
	if _, err := r.folder(t.Context(), dir, pool.FolderOptions{OnBad: pool.Skip}); err != nil || len(r.sent) > 0 {
		t.Errorf("%d displays of what is prepared, %v", len(r.sent), err)
	}
}

func TestFolderSaysWhyItStopped(t *testing.T) {
	dir, r := pictures(t), record(true)
	ctx, cancel := context.WithCancel(t.Context())
	keep := r.send
	r.send = func(data *gonb.DisplayData) { // interrupted while the bar is there
		keep(data)
		cancel()
	}
	if _, err := r.folder(ctx, dir, pool.FolderOptions{}); err == nil {
		t.Fatal("no error")
	}
	last := r.sent[len(r.sent)-1].Data[protocol.Plain].(string)
	if !strings.Contains(last, "not prepared: ") || !strings.Contains(last, "goes on from there") {
		t.Errorf("the bar says %q", last)
	}
	r = record(true)
	called := 0
	o := pool.FolderOptions{OnBad: pool.Skip, OnProgress: func(pool.Progress) { called++ }}
	_, err := r.folder(t.Context(), dir, o)
	if err != nil || called == 0 || len(r.sent) > 0 {
		t.Errorf("with a display of one's own: %d calls, %d displays, %v", called, len(r.sent), err)
	}
}

func TestPreparationInATerminal(t *testing.T) {
	r := record(false)
	bar, now := barOn(r)
	bar.prepared(pool.Progress{Source: "photos\x1b[31m", Images: 10, Done: 5, Elapsed: time.Second})
	*now = now.Add(updateInterval)
	bar.prepared(pool.Progress{Source: "photos", Images: 10, Done: 10, Elapsed: 2 * time.Second, Ended: true})
	text := r.log.String()
	if strings.Contains(text, "\x1b") || !strings.Contains(text, "5 of 10 images prepared (50%)") ||
		!strings.HasSuffix(strings.TrimRight(text, " \n"), "10 of 10 images prepared (100%), in 2s") {
		t.Errorf("got %q", text)
	}
}
