package pool

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// placed writes images, which all differ, and texts ("name=text"), empty folders ("name/") and links ("name->target").
func placed(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range names {
		path := func(name string) string { return filepath.Join(dir, name) }
		link, target, isLink := strings.Cut(name, "->")
		name, text, isText := strings.Cut(link, "=")
		err := os.MkdirAll(filepath.Dir(path(name)), 0o755)
		switch {
		case isLink:
			err = errors.Join(err, os.Symlink(target, path(name)))
		case strings.HasSuffix(name, "/"):
			err = errors.Join(err, os.MkdirAll(path(name), 0o755))
		case isText:
			err = errors.Join(err, os.WriteFile(path(name), []byte(text), 0o600))
		default:
			format := map[string]string{".JPEG": "jpeg", ".GIF": "gif"}[filepath.Ext(name)]
			if format == "" {
				format = "png"
			}
			picture := plainImage(8, 8, color.Gray{uint8(7 * i)})
			picture.(interface {
				Set(x, y int, c color.Color)
			}).Set(i%8, 3, color.White)
			err = errors.Join(err, os.WriteFile(path(name), encode(t, format, picture), 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// pets are two classes of two images, and more.
func pets(more ...string) []string {
	return append([]string{"cats/1.png", "cats/2.png", "dogs/1.png", "dogs/2.png"}, more...)
}

// The odd folders of other people that are read: each as a person would.
func TestOddFoldersAreRead(t *testing.T) {
	ownCache(t)
	const two = "class folders cats:cats/1.png:cats/2.png dogs:dogs/1.png:dogs/2.png"
	for name, c := range map[string]struct {
		files       []string
		want, notes string
	}{
		"hidden": {pets(".DS_Store=x", "cats/.DS_Store=x", "cats/._1.png=\x00\x05\x16\x07", ".ipynb_checkpoints/", "cats/.ipynb_checkpoints/"),
			two, "5 names ignored: hidden names"},
		"thumbnails":     {pets("cats/Thumbs.db=\xd0\xcf\x11\xe0"), two, "1 name ignored"},
		"desktop.ini":    {pets("dogs/desktop.ini=[x]"), two, "1 name ignored"},
		"labels":         {pets("cats/labels.csv=a,b\n"), two, "1 file ignored that are no images by their names: cats/labels.csv"},
		"files at top":   {pets("README.txt=hi", "loose.png"), two, "2 files beside the folders ignored: README.txt, loose.png"},
		"Mac":            {pets("__MACOSX/cats/._1.png=\x00\x05\x16\x07"), two, "__MACOSX"},
		"Mac, one file":  {pets("__MACOSX/._cats=\x00\x05\x16\x07"), two, "__MACOSX"},
		"one class":      {[]string{"only/1.png", "only/2.png"}, "class folders only:only/1.png:only/2.png", ""},
		"numbers":        {[]string{"0/1.png", "1/1.png", "2/1.png", "9/1.png", "10/1.png", "100/1.png"}, "class folders 0:0/1.png 1:1/1.png 10:10/1.png 100:100/1.png 2:2/1.png 9:9/1.png", ""},
		"odd names":      {[]string{" cats/1.png", "a+b/1.png", "x#y/1.png", "per%cent/1.png", "new\nline/1.png"}, "class folders  cats: cats/1.png a+b:a+b/1.png new\nline:new\nline/1.png per%cent:per%cent/1.png x#y:x#y/1.png", ""},
		"case":           {[]string{"Cat/1.png", "cat/1.png"}, "class folders Cat:Cat/1.png cat:cat/1.png", ""},
		"splits":         {[]string{"train/cats/1.png", "train/dogs/1.png", "val/cats/1.png", "test/dogs/1.png"}, "class folders[train] cats:train/cats/1.png dogs:train/dogs/1.png", "opened: train"},
		"images":         {[]string{"cats/images/1.png", "dogs/images/1.png"}, "class/images cats:cats/images/1.png dogs:dogs/images/1.png", ""},
		"Tiny-ImageNet":  {[]string{"n01/images/1.png", "n01/n01_boxes.txt=x", "n02/images/1.png", "n02/n02_boxes.txt=x"}, "class/images n01:n01/images/1.png n02:n02/images/1.png", "n01/n01_boxes.txt"},
		"link to a file": {pets("cats/3.png->1.png"), "class folders cats:cats/1.png:cats/2.png:cats/3.png dogs:dogs/1.png:dogs/2.png", ""},
		"linked class":   {pets("birds->" + placed(t, "1.png")), "class folders birds:birds/1.png cats:cats/1.png:cats/2.png dogs:dogs/1.png:dogs/2.png", ""},
		"upper case":     {pets("cats/X.JPEG", "dogs/Y.GIF"), "class folders cats:cats/1.png:cats/2.png:cats/X.JPEG dogs:dogs/1.png:dogs/2.png:dogs/Y.GIF", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := mustFolder(t, placed(t, c.files...), FolderOptions{})
			if got := contents(t, p); got != c.want {
				t.Errorf("found\n%q, want\n%q", got, c.want)
			}
			if notes := strings.Join(p.Found().Notes, "; "); !strings.Contains(notes, c.notes) {
				t.Errorf("notes %q, want %q in them", notes, c.notes)
			}
		})
	}
}

// The odd folders that are refused: the error names what is wrong, and where.
func TestOddFoldersAreRefused(t *testing.T) {
	ownCache(t)
	for name, c := range map[string]struct {
		files []string
		below string
		want  []string
	}{
		"empty class":      {pets("eels/"), "", []string{`class "eels" is empty`, "FolderOptions.AllowEmpty"}},
		"nothing":          {nil, "", []string{"no image and no folder"}},
		"flat":             {[]string{"1.png"}, "", []string{"1.png", "a folder of images for each class"}},
		"composed letters": {[]string{"\u00e9l/1.png", "e\u0301l/1.png"}, "", []string{`\u00e9l`, "look the same"}},
		"mixed depth":      {pets("wild/lion/1.png"), "", []string{"dogs holds images and wild holds folders"}},
		"deep":             {[]string{"a/b/c/1.png"}, "", []string{"a/b/c", "any depth"}},
		"a class twice":    {[]string{"real/1.png", "alias->real"}, "", []string{"alias and real are the same folder"}},
		"broken link":      {pets("cats/9.png->/nowhere/x.png"), "", []string{"cats/9.png is a link that leads nowhere"}},
		"link in a circle": {pets("cats/up->.."), "", []string{"cats/up is a link in a circle"}},
		"link to itself":   {pets("me->me"), "", []string{"me is a link that leads nowhere"}},
		"sizes":            {pets("dogs/3.png=" + string(encode(t, "png", gradient(9, 8)))), "", []string{"dogs/3.png: it is 9x8", "expected 8x8"}},
		"no folder":        {pets(), "cats/1.png", []string{"cats/1.png is one PNG image", "expected a folder, a zip or tar archive, or a table"}},
		"a bomb":           {[]string{"a/x.png=" + bomb(16384, 16384, 16384, 1)}, "", []string{"a/x.png", "268435456"}},
		"a lying header":   {[]string{"a/x.png=" + bomb(16384, 16384, 4, 8)}, "", []string{"a/x.png"}},
		"a wide header":    {[]string{"a/x.png=" + bomb(10, 70000, 4, 8)}, "", []string{"a/x.png"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Folder(t.Context(), filepath.Join(placed(t, c.files...), c.below), FolderOptions{Gray: true})
			wantError(t, err, ErrFormat, c.want...)
		})
	}
	_, err := Folder(t.Context(), filepath.Join(t.TempDir(), "missing"), FolderOptions{})
	wantError(t, err, os.ErrNotExist, "missing")
	_, err = Folder(t.Context(), placed(t, pets()...), FolderOptions{Gray: true, Height: 4})
	wantError(t, err, diversity.ErrInvalid, "FolderOptions.Height = 4", "together with Width")
}

// bomb is a PNG image in grey of a size, of which a number of rows is there.
func bomb(height, width, rows, depth int) string {
	var rest bytes.Buffer
	in := zlib.NewWriter(&rest)
	for range rows {
		if _, err := in.Write(make([]byte, 1+(width*depth+7)/8)); err != nil {
			panic(err)
		}
	}
	if err := in.Close(); err != nil {
		panic(err)
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	out := "\x89PNG\r\n\x1a\n"
	for _, chunk := range []struct{ name, data string }{
		{"IHDR", string(head) + string([]byte{byte(depth), 0, 0, 0, 0})}, {"IDAT", rest.String()}, {"IEND", ""},
	} {
		body := chunk.name + chunk.data
		out += string(binary.BigEndian.AppendUint32(nil, uint32(len(chunk.data)))) + body +
			string(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(body))))
	}
	return out
}
