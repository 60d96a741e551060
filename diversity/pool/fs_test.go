package pool

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"testing"
	"testing/fstest"

	"tradeoff/diversity"
)

func TestFolderFSOpensFilesInMemory(t *testing.T) {
	files := fstest.MapFS{}
	for i, name := range []string{"train/cat/1.png", "train/cat/2.png", "train/dog/1.png", "test/cat/1.png", "test/dog/1.png"} {
		picture := gradient(2, 3)
		picture.(*image.Gray).Pix[0] = uint8(100 + i)
		files[name] = &fstest.MapFile{Data: encode(t, "png", picture)}
	}
	p, err := FolderFS(t.Context(), files, "photos", FolderOptions{Gray: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := mustImages(t, p, Ref{0, 1}); classesOf(p) != "cat< 2;dog< 1;" || got[0] != 101 || p.Found().Split != "train" {
		t.Errorf("%v: %v, %+v", p, got, p.Found())
	}
	text, err := json.Marshal(p)
	if err == nil {
		err = json.Unmarshal(text, &Pool{})
	}
	wantError(t, err, ErrNotReopenable, "photos")
	// Other bytes of the same size and without a time are another pool.
	other := gradient(2, 3)
	other.(*image.Gray).Pix[0] = 111
	files["train/cat/2.png"] = &fstest.MapFile{Data: encode(t, "png", other)}
	again, err := FolderFS(t.Context(), files, "photos", FolderOptions{Gray: true})
	if err != nil || mustImages(t, again, Ref{0, 1})[0] != 111 || again.Digest() == p.Digest() {
		t.Errorf("%v: %v", again, err)
	}
	if s := preparedOf(t, "photos"); s.Outdated() != "" {
		t.Errorf("outdated: %s", s.Outdated())
	}
	_, err = FolderFS(t.Context(), files, "photos", FolderOptions{Split: "val"})
	wantError(t, err, diversity.ErrInvalid, "FolderOptions.Split", "val")
}

func TestFolderFSOpensAnArchiveInMemory(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, c := range map[string]color.Color{"cat/1.png": color.Gray{1}, "dog/1.png": color.Gray{2}} {
		picture := plainImage(2, 2, c)
		picture.(*image.RGBA).Set(0, 0, color.Gray{9})
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(encode(t, "png", picture))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	p, err := FolderFS(t.Context(), archive, "archive", FolderOptions{})
	if err != nil || classesOf(p) != "cat< 1;dog< 1;" {
		t.Errorf("%v, %v", p, err)
	}
}

// Who made an image is read from a table, becomes part of the pool, and stays known when it is opened again.
func TestSourcesOfATable(t *testing.T) {
	files := map[string][]byte{"images.csv": []byte("path,label,photographer\na.png,cat,ann\nb.png,cat,bob\nc.png,dog,ann\n")}
	for i, name := range []string{"a.png", "b.png", "c.png"} {
		picture := gradient(2, 3)
		picture.(*image.Gray).Pix[0] = uint8(100 + i)
		files[name] = encode(t, "png", picture)
	}
	dir := folderOf(t, files)
	p := mustFolder(t, dir, FolderOptions{})
	for r, want := range map[Ref]string{{0, 0}: "ann", {0, 1}: "bob", {1, 0}: "ann"} {
		if got := p.Source(r); got != want {
			t.Errorf("image %v is by %q, want %q", r, got, want)
		}
	}
	text, err := json.Marshal(p)
	var again Pool
	if err = errors.Join(err, json.Unmarshal(text, &again)); err != nil || again.Source(Ref{0, 1}) != "bob" {
		t.Errorf("opened again: %q, %v", again.Source(Ref{0, 1}), err)
	}
	turned := p.Rotations(2)
	if got := turned.Source(Ref{2, 1}); turned.ClassID(2) != "cat@180" || got != "bob" {
		t.Errorf("turned: %q of %s", got, turned)
	}
	writeFile(t, dir+"/images.csv", []byte("path,label,photographer\na.png,cat,ann\nb.png,cat,eve\nc.png,dog,ann\n"))
	if other := mustFolder(t, dir, FolderOptions{}); other.Source(Ref{0, 1}) != "eve" || other.Digest() == p.Digest() {
		t.Errorf("another photographer: %q", other.Source(Ref{0, 1}))
	}
	writeFile(t, dir+"/images.csv", []byte("path,label\na.png,cat\nb.png,cat\nc.png,dog\n"))
	if none := mustFolder(t, dir, FolderOptions{}); none.Source(Ref{0, 1}) != "" || none.Digest() == p.Digest() {
		t.Errorf("no photographer: %q", none.Source(Ref{0, 1}))
	}
}

// Transparent pixels and 16 bits with few values are told, with how many images and which.
func TestWarningsAreTold(t *testing.T) {
	files := map[string][]byte{}
	for i := range 8 {
		ink := image.NewNRGBA(image.Rect(0, 0, 3, 2))
		ink.Set(0, 0, color.NRGBA{A: 255, R: uint8(i)})
		files["ink/"+string(rune('a'+i))+".png"] = encode(t, "png", ink)
	}
	dark := image.NewGray16(image.Rect(0, 0, 3, 2))
	for i := range 6 {
		dark.SetGray16(i%3, i/3, color.Gray16{uint16(60 * i)})
	}
	files["dark/1.png"], files["dark/2.png"] = encode(t, "png", dark), encode(t, "png", gradient(2, 3))
	var last Progress
	p := mustFolder(t, folderOf(t, files), FolderOptions{Background: "#ffff00", OnProgress: func(p Progress) { last = p }})
	warnings, err := p.Warnings()
	if err != nil || len(warnings) != 2 || last.Warnings != 9 {
		t.Fatalf("%v, %v, progress %v", warnings, err, last)
	}
	texts := map[string]bool{warnings[0].String(): true, warnings[1].String(): true}
	for _, want := range []string{
		"8 images: transparent pixels are shown on #ffff00: ink/a.png, ink/b.png, ink/c.png, ink/d.png, ink/e.png and 3 more",
		"1 image: 16-bit image of which 8 bits keep few values: scale them to the full range first: dark/1.png",
	} {
		if !texts[want] {
			t.Errorf("%q is not among %v", want, texts)
		}
	}
	if again, err := mustFolder(t, p.state.source.origin.Dir, FolderOptions{Background: "#ffff00"}).Warnings(); err != nil || len(again) != 2 {
		t.Errorf("opened again: %v, %v", again, err)
	}
}
