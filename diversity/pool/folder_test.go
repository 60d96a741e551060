package pool

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/diversity"
)

func plainImage(height, width int, c color.Color) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.Set(x, y, c)
		}
	}
	return picture
}

func encode(t *testing.T, format string, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&out, picture)
	case "jpeg":
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 100})
	case "gif":
		err = gif.Encode(&out, picture, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// folderOf writes files, given by their path in the folder.
func folderOf(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "set")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if data == nil {
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		writeFile(t, path, data)
	}
	return dir
}

func TestFolderReadsClassesInOrder(t *testing.T) {
	red := encode(t, "png", plainImage(2, 3, color.RGBA{200, 0, 0, 255}))
	dir := folderOf(t, map[string][]byte{
		"zebra/b.jpg": encode(t, "jpeg", plainImage(2, 3, color.Gray{100})),
		"zebra/a.png": red, "ant/first.gif": encode(t, "gif", plainImage(2, 3, color.RGBA{0, 0, 255, 255})), "ant/second.png": red,
		".git/x": {1}, "ant/.DS_Store": {1}, "README.txt": {1},
	})
	p, err := Folder(t.Context(), dir, FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if p.String() != "set: 2 classes, 2 images each, 2x3x3" || p.ClassID(0) != "ant" || p.ClassID(1) != "zebra" {
		t.Errorf("%v: %s, %s", p, p.ClassID(0), p.ClassID(1))
	}
	images := mustImages(t, p, Ref{0, 0}, Ref{1, 0}, Ref{1, 1})
	for i, want := range [][]uint8{{0, 0, 255}, {200, 0, 0}, {100, 100, 100}} {
		for j, v := range images[i*18 : (i+1)*18] {
			if math.Abs(float64(v)-float64(want[j%3])) > 2 {
				t.Errorf("image %d byte %d is %d, want %v", i, j, v, want)
			}
		}
	}
	gray, err := Folder(t.Context(), dir, FolderOptions{Gray: true})
	if _, _, channels := gray.Shape(); err != nil || channels != 1 {
		t.Fatalf("%v, %v", gray, err)
	}
	if got := mustImages(t, gray, Ref{1, 0})[0]; got != 60 { // 0.299 * 200
		t.Errorf("luminance of red is %d", got)
	}
}

func TestFolderReadsGroups(t *testing.T) {
	dot := encode(t, "png", plainImage(1, 1, color.White))
	p, err := Folder(t.Context(), folderOf(t, map[string][]byte{"cats/lion/1.png": dot, "cats/tiger/1.png": dot,
		"dogs/wolf/1.png": dot}), FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Classes() != 3 || p.ClassID(1) != "cats/tiger" || p.Group(2) != "dogs" {
		t.Errorf("%v: %s, %s", p, p.ClassID(1), p.Group(2))
	}
}

func TestFolderResizesAndShowsTransparencyOnABackground(t *testing.T) {
	p, err := Folder(t.Context(), folderOf(t, map[string][]byte{
		"a/1.png": encode(t, "png", plainImage(9, 5, color.White)),
		"a/2.png": encode(t, "png", plainImage(2, 2, color.NRGBA{255, 255, 255, 128})),
	}), FolderOptions{Gray: true, Height: 4, Width: 6, Background: "black"})
	if err != nil {
		t.Fatal(err)
	}
	images := mustImages(t, p, Ref{0, 0}, Ref{0, 1})
	if len(images) != 2*24 || images[0] != 255 || images[23] != 255 || images[30] < 127 || images[30] > 129 {
		t.Errorf("%v: %v", p, images)
	}
}

func TestFolderErrorsNameFileOrClass(t *testing.T) {
	dot := encode(t, "png", plainImage(1, 1, color.White))
	wide := encode(t, "png", plainImage(1, 2, color.White))
	cases := []struct {
		files map[string][]byte
		parts []string
	}{
		{map[string][]byte{}, []string{"set", "no image and no folder"}},
		{map[string][]byte{"stray.png": dot}, []string{"set", "1 file (stray.png", "FolderOptions.Labels"}},
		{map[string][]byte{"a/1.png": dot, "b": nil}, []string{`class "b"`, "empty", "FolderOptions.AllowEmpty"}},
		{map[string][]byte{"g/a/1.png": dot, "g/b": nil}, []string{`class "g/b"`, "empty"}},
		{map[string][]byte{"a/1.png": dot, "a/2.png": wide}, []string{"a/2.png: it is 1x2", "expected 1x1", "a/1.png", "resize"}},
		{map[string][]byte{"a/1.png": dot, "a/2.png": []byte("hello")},
			[]string{"2.png", "a text file, expected PNG, JPEG, GIF"}},
		{map[string][]byte{"a/1.png": dot[:len(dot)-20]}, []string{"1.png", "truncated PNG"}},
		{map[string][]byte{"a/1.png": {}}, []string{"1.png"}},
		{map[string][]byte{"g/a/1.png": dot, "g/1.png": dot}, []string{"g holds both folders (a) and files (1.png)", "any depth"}},
		{map[string][]byte{"a/1.png": dot, "g/b/1.png": dot}, []string{"set", "a holds images and g holds folders", "expected classes"}},
		{map[string][]byte{"g/a/1.png": dot, "h/1.png": dot}, []string{"set", "h holds images and g holds folders", "groups"}},
		{map[string][]byte{"g/a/deep/1.png": dot}, []string{"g/a/deep", "images only"}},
		{map[string][]byte{"a/1.png": hugePNG(dot)}, []string{"1.png", "not enough pixel data"}},
	}
	for _, c := range cases {
		_, err := Folder(t.Context(), folderOf(t, c.files), FolderOptions{})
		wantError(t, err, ErrFormat, c.parts...)
	}
}

// hugePNG claims a width of 16,385 pixels.
func hugePNG(png []byte) []byte {
	huge := bytes.Clone(png)
	copy(huge[16:20], []byte{0, 0, 0x40, 0x01})
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	return huge
}

func TestFolderTruncatedAnywhereIsAnError(t *testing.T) {
	whole := encode(t, "png", plainImage(2, 2, color.White))
	for length := range len(whole) - 12 { // the closing chunk carries nothing, and the decoder does not ask for all of it
		_, err := Folder(t.Context(), folderOf(t, map[string][]byte{"a/1.png": whole[:length]}), FolderOptions{})
		wantError(t, err, ErrFormat, "1.png", "not a readable image")
	}
}

func TestFolderRejectsBadOptionsAndMissingFolders(t *testing.T) {
	for _, o := range []FolderOptions{{Height: 3}, {Width: 3}, {Height: -1, Width: 3}, {Height: 16385, Width: 3}} {
		_, err := Folder(t.Context(), t.TempDir(), o)
		wantError(t, err, diversity.ErrInvalid, "FolderOptions.Height", "together with Width")
	}
	for _, o := range []FolderOptions{{Height: 3, Width: -1}, {Height: 3, Width: 16385}} {
		_, err := Folder(t.Context(), t.TempDir(), o)
		wantError(t, err, diversity.ErrInvalid, "FolderOptions.Width")
	}
	_, err := Folder(t.Context(), filepath.Join(t.TempDir(), "nowhere"), FolderOptions{})
	wantError(t, err, os.ErrNotExist, "nowhere")
}
