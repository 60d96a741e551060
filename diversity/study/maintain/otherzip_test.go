package maintain

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
)

// Archives as other programs leave them are taken, to the same files.
func TestUnpackTakesWhatOtherProgramsZip(t *testing.T) {
	dir := finishedDir(t, small())
	text := mustPack(t, dir)
	in, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	var own []entry
	for _, file := range in.File {
		content, err := readEntry(file, maxEntryBytes)
		if err != nil {
			t.Fatal(err)
		}
		own = append(own, entry{file.Name, string(content)})
	}
	each := func(change func(entry) entry) []entry {
		var out []entry
		for _, e := range own {
			out = append(out, change(e))
		}
		return out
	}
	for name, c := range map[string][]byte{
		"folders": forge(t, append([]entry{{"runs/", ""}}, own...)...),
		"Finder": forge(t, append(each(func(e entry) entry { return e }), entry{"__MACOSX/", ""},
			entry{"__MACOSX/._study.json", "x"}, entry{"runs/.DS_Store", "x"})...),
		"in a folder": forge(t, append(each(func(e entry) entry { return entry{"mine/" + e.name, e.text} }),
			entry{"mine/", ""}, entry{"mine/runs/", ""}, entry{"__MACOSX/mine/._study.json", "x"})...),
		"backslashes": forge(t, each(func(e entry) entry {
			return entry{strings.ReplaceAll(e.name, "/", `\`),
				e.text}
		})...),
		"dots": forge(t, each(func(e entry) entry { return entry{"./" + e.name, e.text} })...),
		"windows' endings": forge(t, each(func(e entry) entry {
			return entry{e.name,
				strings.ReplaceAll(e.text, "\n", "\r\n")}
		})...),
		"a mark":       forge(t, each(func(e entry) entry { return entry{e.name, "\ufeff" + e.text} })...),
		"bytes before": append([]byte("#!/bin/sh\n"), text...),
		"bytes after":  append(bytes.Clone(text), bytes.Repeat([]byte("\n"), 100)...),
	} {
		root := filetest.QuickDir(t)
		got, err := Unpack(save(t, c), UnpackOptions{Root: root})
		if err != nil || got.Added != 14 {
			t.Errorf("%s: %+v, %v", name, got, err)
			continue
		}
		if again := mustPack(t, got.Dir); !bytes.Equal(again, text) {
			t.Errorf("%s: what was unpacked is packed to other bytes", name)
		}
	}
}

func TestOtherCompressionIsNamed(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	// bzip2
	file, err := w.CreateRaw(&zip.FileHeader{Name: "study.json", Method: 12, CompressedSize64: 3, UncompressedSize64: 3})
	if err == nil {
		_, err = io.WriteString(file, "BZh")
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Unpack(save(t, out.Bytes()), UnpackOptions{Root: t.TempDir()}); !errors.Is(err, ErrArchive) ||
		!strings.Contains(err.Error(), "Deflate") {
		t.Errorf("error %v", err)
	}
}

// A directory of the store that went through version control on Windows is as good as before.
func TestStoreWithOtherLineEnds(t *testing.T) {
	dir := finishedDir(t, small())
	files, err := filepath.Glob(filepath.Join(dir, "runs", "*.json"))
	if err != nil || len(files) != 14 {
		t.Fatal(files, err)
	}
	for _, path := range append(files, layout.Dir(dir).Spec()) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		filetest.Write(t, path, bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")))
	}
	if report := mustCheck(t, dir); !report.OK() || report.Results != 14 {
		t.Errorf("%+v", report)
	}
}
