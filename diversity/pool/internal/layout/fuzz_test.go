package layout

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/fstest"

	"tradeoff/diversity"
)

// sound fails where a listing is not in order, or was refused with an error of another kind.
func sound(t *testing.T, l *Listing, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, ErrLayout) && !errors.Is(err, diversity.ErrInvalid) {
			t.Fatalf("an error of no kind: %v", err)
		}
		return
	}
	seen := map[string]bool{}
	for i, item := range l.Items {
		if item.Class < 0 || item.Class >= len(l.Classes) || item.Size < 0 || seen[item.Path] {
			t.Fatalf("%+v of %d classes", item, len(l.Classes))
		}
		seen[item.Path] = true
		if item.Size < 1<<20 {
			if data, err := l.Open(i); err == nil && int64(len(data)) != item.Size {
				t.Fatalf("%+v has %d bytes", item, len(data))
			}
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func FuzzZip(f *testing.F) {
	f.Add([]byte(zipOf(base("README", "__MACOSX/x")...)))
	f.Add([]byte(zipOf("t/train/a/images/1.png", "t/val/val_annotations.txt=x.png\ta", "t/val/images/x.png")))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := openZip(bytes.NewReader(data), int64(len(data)), "a.zip", io.NopCloser(nil))
		fuzzSource(t, s, err)
	})
}

func FuzzTar(f *testing.F) {
	f.Add([]byte(tarOf(base()...)))
	f.Add([]byte(tarOf("a.jpg", "a.cls=1", "b.jpg", `b.json={"label": 1}`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := openTar(t.Context(), bytes.NewReader(data), int64(len(data)), "a.tar", io.NopCloser(nil))
		fuzzSource(t, s, err)
	})
}

func fuzzSource(t *testing.T, s source, err error) {
	if err != nil {
		sound(t, nil, err)
		return
	}
	l, err := detect(context.Background(), s, Options{AllowEmpty: true})
	sound(t, l, err)
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("path,label,group,split\na.png,x,g,train\nb.png,y,g,val\n"), false)
	f.Add([]byte("sep=;\nfile;class\na;1\nc/d.png;2\n"), false)
	f.Add([]byte("{\"file_name\": \"a.png\", \"label\": 3}\n{\"file_name\": \"b.png\", \"label\": \"x\"}\n"), true)
	f.Fuzz(func(t *testing.T, data []byte, lines bool) {
		name := map[bool]string{false: "x.csv", true: "x.jsonl"}[lines]
		fsys := fstest.MapFS{name: {Data: data}, "a.png": {}, "b.png": {}, "c/d.png": {}, "e/d.png": {}}
		l, err := DetectFS(t.Context(), fsys, "memory", Options{Layout: Table, Labels: name})
		sound(t, l, err)
	})
}

func FuzzLists(f *testing.F) {
	f.Add([]byte("x.JPEG\tn01\t0\t1\t2\t3\n"), []byte("n01\tcat\n"), []byte("1\n"), []byte("ImageId,PredictionString\nILSVRC2012_val_00000001,n01 1 2 3 4\n"))
	f.Add([]byte("\n"), []byte("n01 cat\n"), []byte("ILSVRC2012_val_00000001.JPEG 0\n"), []byte(""))
	f.Fuzz(func(t *testing.T, annotations, words, truth, solution []byte) {
		tiny := fstest.MapFS{"words.txt": {Data: words}, annotationsFile: {Data: annotations}, "images/x.JPEG": {}}
		l, err := DetectFS(t.Context(), tiny, "memory", Options{})
		sound(t, l, err)
		for name, list := range map[string][]byte{groundTruthFile: truth, caffeFile: truth, solutionFile: solution} {
			net := fstest.MapFS{name: {Data: list}, "synset_words.txt": {Data: words}, "ILSVRC2012_val_00000001.JPEG": {}}
			l, err := DetectFS(t.Context(), net, "memory", Options{})
			sound(t, l, err)
		}
	})
}
