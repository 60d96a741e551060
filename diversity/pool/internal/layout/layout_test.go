package layout

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/unicode/norm"

	"tradeoff/diversity"
)

// put writes files: "name", whose content is its name, "name=content", "folder/", or "link->target".
func put(t testing.TB, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		full := func(name string) string { return filepath.Join(dir, name) }
		var err error
		if link, target, is := strings.Cut(name, "->"); is {
			err = errors.Join(os.MkdirAll(filepath.Dir(full(link)), 0o755), os.Symlink(target, full(link)))
		} else if folder, is := strings.CutSuffix(name, "/"); is {
			err = os.MkdirAll(full(folder), 0o755)
		} else {
			name, content, has := strings.Cut(name, "=")
			if !has {
				content = name
			}
			err = errors.Join(os.MkdirAll(filepath.Dir(full(name)), 0o755), os.WriteFile(full(name), []byte(content), 0o644))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// text is a listing in short: the layout, and each class with its images.
func text(l *Listing) string {
	var out strings.Builder
	out.WriteString(l.Layout)
	if l.Split != "" {
		out.WriteString("[" + l.Split + "]")
	}
	for i, c := range l.Classes {
		fmt.Fprintf(&out, " %s", c.ID)
		if c.Group != "" {
			out.WriteString("<" + c.Group)
		}
		if c.Name != "" {
			out.WriteString("=" + c.Name)
		}
		for _, item := range l.Items {
			if item.Class == i {
				out.WriteString(":" + item.Path)
			}
		}
	}
	return out.String()
}

// base is a folder of two classes, and more.
func base(more ...string) []string { return append([]string{"cats/1.png", "dogs/1.png"}, more...) }

const both = " cats:cats/1.png dogs:dogs/1.png"

func TestFoldersAreRecognised(t *testing.T) {
	for name, c := range map[string]struct {
		files   []string
		options Options
		want    string
		notes   []string
	}{
		"plain": {base(), Options{}, ClassFolders + both, nil},
		"hidden": {base(".DS_Store", "cats/.DS_Store", "cats/._1.png", ".ipynb_checkpoints/", "cats/.ipynb_checkpoints/x.png"),
			Options{}, ClassFolders + both, []string{"5 names ignored"}},
		"thumbs":     {base("cats/Thumbs.db", "dogs/desktop.ini"), Options{}, ClassFolders + both, []string{"2 names ignored"}},
		"labels":     {base("cats/labels.csv"), Options{}, ClassFolders + both, []string{"1 file ignored that are no images by their names: cats/labels.csv"}},
		"top files":  {base("README.txt", "loose.png"), Options{}, ClassFolders + both, []string{"2 files beside the folders ignored: README.txt, loose.png"}},
		"__MACOSX":   {base("__MACOSX/cats/._1.png", "__MACOSX/._cats"), Options{}, ClassFolders + both, []string{"1 name ignored"}},
		"one class":  {[]string{"only/1.png"}, Options{}, ClassFolders + " only:only/1.png", nil},
		"byte order": {[]string{"9/a.png", "10/a.png", "B/a.png", "a/a.png"}, Options{}, ClassFolders + " 10:10/a.png 9:9/a.png B:B/a.png a:a/a.png", nil},
		"odd names": {[]string{" cats/1.png", "new\nline/1.png", "per%cent/1.png", "back\\slash/1"}, Options{},
			ClassFolders + "  cats: cats/1.png back\\slash:back\\slash/1 new\nline:new\nline/1.png per%cent:per%cent/1.png", nil},
		"empty allowed": {base("eels/"), Options{AllowEmpty: true}, ClassFolders + both + " eels",
			[]string{"1 class without an image left out: eels"}},
		"group/class": {[]string{"pets/cat/1.png", "wild/lion/1.png", "wild/wolf/1.png"}, Options{},
			GroupClass + " pets/cat<pets:pets/cat/1.png wild/lion<wild:wild/lion/1.png wild/wolf<wild:wild/wolf/1.png", nil},
		"splits": {[]string{"train/cats/1.png", "train/dogs/1.png", "val/cats/2.png", "test/dogs/3.png"}, Options{},
			ClassFolders + "[train] cats:train/cats/1.png dogs:train/dogs/1.png",
			[]string{"split folders: test (1 folder, 1 file); train (2 folders, 2 files); val (1 folder, 1 file); opened: train"}},
		"split asked": {[]string{"train/cats/1.png", "valid/cats/2.png"}, Options{Split: "val"}, ClassFolders + "[valid] cats:valid/cats/2.png", nil},
		"groups in a split": {[]string{"Training/pets/cat/1.png", "Testing/pets/cat/2.png"}, Options{Split: "test"},
			GroupClass + "[Testing] pets/cat<pets:Testing/pets/cat/2.png", nil},
		"a split and more": {[]string{"train/cats/1.png", "val/cats/2.png", "annotations/cats.xml"}, Options{},
			ClassFolders + "[train] cats:train/cats/1.png", []string{"folders beside the splits left out: annotations"}},
		"class of the name train": {[]string{"bus/1.png", "train/1.png"}, Options{}, ClassFolders + " bus:bus/1.png train:train/1.png", nil},
		"class/split": {[]string{"cats/train/1.png", "cats/test/2.png", "dogs/train/1.png", "dogs/test/2.png"}, Options{},
			ClassSplit + "[train] cats:cats/train/1.png dogs:dogs/train/1.png", []string{"opened: train"}},
		"class/split asked": {[]string{"cats/train/1.png", "cats/test/2.png"}, Options{Split: "test"}, ClassSplit + "[test] cats:cats/test/2.png", nil},
		"Tiny-ImageNet": {[]string{"wnids.txt", "words.txt=n01\tcat, house cat\nn02\tdog\n", "train/n01/images/1.JPEG", "train/n01/n01_boxes.txt",
			"train/n02/images/1.JPEG", "train/n02/n02_boxes.txt", "val/val_annotations.txt=a.JPEG\tn02\t0\t1\t2\t3\nb.JPEG\tn01\t0\t1\t2\t3\n",
			"val/images/a.JPEG", "val/images/b.JPEG", "test/images/c.JPEG"}, Options{},
			ClassImages + "[train] n01=cat, house cat:train/n01/images/1.JPEG n02=dog:train/n02/images/1.JPEG",
			[]string{"val (1 folder, 2 files)", "names of classes from words.txt", "2 files ignored"}},
		"Tiny-ImageNet val": {[]string{"train/n01/images/1.JPEG", "words.txt=n02\tdog",
			"val/val_annotations.txt=a.JPEG\tn02\t0\t1\t2\t3\nb.JPEG\tn01\t0\t1\t2\t3\n", "val/images/a.JPEG", "val/images/b.JPEG"},
			Options{Split: "val"}, Annotations + "[val] n01:val/images/b.JPEG n02=dog:val/images/a.JPEG", nil},
		"images around classes": {[]string{"images/cats/1.png", "labels/train1.txt", "meta/x.json"}, Options{}, ClassFolders + " cats:images/cats/1.png",
			[]string{"folders beside it left out: labels, meta"}},
		"any depth": {[]string{"a/b/c/1.png", "a/d/1.png"}, Options{Layout: AnyDepth}, AnyDepth + " a/b/c<a/b:a/b/c/1.png a/d<a:a/d/1.png", nil},
		"mixed depth asked": {[]string{"a/1.png", "a/b/1.png"}, Options{Layout: AnyDepth},
			AnyDepth + " a:a/1.png a/b<a:a/b/1.png", nil},
		"name prefix": {[]string{"images/Maine_Coon_1.jpg", "images/Maine_Coon_12.jpg", "images/pug_3.jpg", "images/pug.mat"}, Options{Layout: NamePrefix},
			NamePrefix + " Maine_Coon:images/Maine_Coon_1.jpg:images/Maine_Coon_12.jpg pug:images/pug_3.jpg", nil},
		"links": {base("cats/3.png->1.png", "more->"+put(t, "x/1.png")+"/x"), Options{},
			ClassFolders + " cats:cats/1.png:cats/3.png dogs:dogs/1.png more:more/1.png", nil},
		"include": {base("cats/2.jpg", "dogs/2.jpg"), Options{Include: []string{"*.jpg"}}, ClassFolders + " cats:cats/2.jpg dogs:dogs/2.jpg", nil},
		"exclude": {base("cats/masks/1.png", "birds/1.png"), Options{Exclude: []string{"**/masks", "birds"}}, ClassFolders + both,
			[]string{"2 names left out by Include and Exclude"}},
		"no extension": {[]string{"cats/1", "dogs/2"}, Options{}, ClassFolders + " cats:cats/1 dogs:dogs/2", nil},
		"class archives": {[]string{"n01.tar=" + tarOf("a.JPEG", "b.JPEG"), "n02.tar=" + tarOf("c.JPEG")}, Options{},
			ClassArchives + " n01:n01.tar/a.JPEG:n01.tar/b.JPEG n02:n02.tar/c.JPEG", nil},
		"shards": {[]string{"s0.tar=" + tarOf("0.jpg", "0.cls=7", "1.jpg", "1.cls=3\n"), "s1.tar=" + tarOf("2.png", `2.json={"label": 7, "id": 1}`)},
			Options{}, WebDataset + " 3:s0.tar/1.jpg 7:s0.tar/0.jpg:s1.tar/2.png", []string{"2 shards"}},
		"shards in splits": {[]string{"train/s0.tar=" + tarOf("0.jpg", "0.cls=7"), "test/s1.tar=" + tarOf("2.png", "2.cls=5"),
			"classnames.txt=a\nb\nc\nd\ne\nf\ng\nh\n"}, Options{Split: "test"}, WebDataset + "[test] 5=f:test/s1.tar/2.png", nil},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := Detect(t.Context(), put(t, c.files...), c.options)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if got := text(l); got != c.want {
				t.Errorf("listed\n%q, want\n%q", got, c.want)
			}
			for _, note := range c.notes {
				if !strings.Contains(strings.Join(l.Notes, "\n"), note) {
					t.Errorf("notes %q, want %q", l.Notes, note)
				}
			}
			checkBytes(t, l)
		})
	}
}

// checkBytes reads every image, whose content ends its path.
func checkBytes(t *testing.T, l *Listing) {
	t.Helper()
	for i, item := range l.Items {
		data, err := l.Open(i)
		if err != nil || int64(len(data)) != item.Size {
			t.Errorf("%s: %q, %v, want %d bytes", item.Path, data, err, item.Size)
		}
	}
}

func TestFoldersAreRefused(t *testing.T) {
	nfc, nfd := norm.NFC.String("éléphant"), norm.NFD.String("éléphant")
	for name, c := range map[string]struct {
		files   []string
		options Options
		want    []string
	}{
		"empty class":         {base("eels/"), Options{}, []string{`class "eels" is empty`, "AllowEmpty"}},
		"hidden only":         {base("eels/.x"), Options{}, []string{`class "eels" is empty`}},
		"nothing":             {nil, Options{}, []string{"no image and no folder"}},
		"flat":                {[]string{"1.png"}, Options{}, []string{"1 file (1.png", "name prefix"}},
		"IDX":                 {[]string{"train-images-idx3-ubyte.gz"}, Options{}, []string{"holds train-images-idx3-ubyte.gz", "unpack it"}},
		"Parquet":             {[]string{"train-0.parquet"}, Options{}, []string{"holds train-0.parquet", "unpack it"}},
		"mixed depth":         {base("wild/lion/1.png"), Options{}, []string{"dogs holds images and wild holds folders", "any depth"}},
		"folders and files":   {base("cats/x/1.png"), Options{}, []string{"cats holds both folders (x) and files (1.png)"}},
		"deep":                {[]string{"a/b/c/1.png"}, Options{}, []string{"a/b/c: a folder in the class a/b"}},
		"alias":               {[]string{"real/1.png", "alias->real"}, Options{}, []string{"classes alias and real are the same folder"}},
		"alias of a group":    {[]string{"a/x/1.png", "b->a"}, Options{}, []string{"classes a/x and b/x are the same folder"}},
		"broken link":         {base("cats/9.png->/nowhere/x.png"), Options{}, []string{"cats/9.png is a link that leads nowhere"}},
		"loop":                {base("cats/up->.."), Options{}, []string{"cats/up is a link in a circle"}},
		"link to the root":    {base("all->/"), Options{}, []string{"all is a link in a circle"}},
		"link to itself":      {base("me->me"), Options{}, []string{"me is a link that leads nowhere"}},
		"composed":            {[]string{nfc + "/1.png", nfd + "/1.png"}, Options{}, []string{`"\u00e9l\u00e9phant"`, "look the same"}},
		"splits without":      {[]string{"train/1.png", "test/2.png"}, Options{}, []string{"test, train hold files and no folders of classes"}},
		"split of none":       {base(), Options{Split: "val"}, []string{`FolderOptions.Split = "val"`, "no folders train, val, test"}},
		"split not there":     {[]string{"train/c/1.png", "test/c/2.png"}, Options{Split: "val"}, []string{`"val"`, "test, train"}},
		"no train":            {[]string{"val/c/1.png", "test/c/2.png"}, Options{}, []string{`"train"`, "test, val"}},
		"two of one split":    {[]string{"train/c/1.png", "val/c/1.png", "valid/c/2.png"}, Options{Split: "validation"}, []string{`"validation"`, "train, val, valid"}},
		"class without train": {[]string{"a/train/1.png", "b/test/1.png"}, Options{}, []string{"class b", "test"}},
		"layout":              {base(), Options{Layout: "folders"}, []string{`FolderOptions.Layout = "folders"`, "class folders"}},
		"pattern":             {base(), Options{Exclude: []string{"[a"}}, []string{"FolderOptions.Exclude = [a"}},
		"all left out":        {base(), Options{Include: []string{"*.jpg"}}, []string{`class "cats" is empty`}},
		"annotations": {[]string{"val_annotations.txt=a.JPEG\tn02\n", "images/a.JPEG", "images/b.JPEG"}, Options{},
			[]string{"images/b.JPEG has no label in val_annotations.txt"}},
		"annotations twice": {[]string{"val_annotations.txt=a.JPEG\tn02\na.JPEG\tn03\n", "images/a.JPEG"}, Options{}, []string{"line 2: a.JPEG again"}},
		"two folders":       {[]string{"a/images/1.png", "a/extra/1.png", "b/images/2.png"}, Options{Layout: ClassImages}, []string{"a: expected one folder of images"}},
		"unlabelled sample": {[]string{"s.tar=" + tarOf("0.jpg", "0.cls=1", "1.jpg")}, Options{}, []string{"s.tar/1.jpg has no file s.tar/1.cls"}},
		"two images":        {[]string{"s.tar=" + tarOf("0.jpg", "0.cls=1", "0.png")}, Options{}, []string{"two images of one sample"}},
		"no class in JSON":  {[]string{"s.tar=" + tarOf("0.jpg", `0.json={"a": 1}`)}, Options{}, []string{"s.tar/0.json: no class"}},
		"not a shard":       {[]string{"s.tar=<html>", "t.tar=" + tarOf("0.jpg", "0.cls=1")}, Options{}, []string{"s.tar is an HTML page"}},
		"cut shard":         {[]string{"s.tar=" + tarOf("0.jpg", "0.cls=1")[:1100]}, Options{}, []string{"s.tar"}},
		"no number":         {[]string{"images/cat.jpg"}, Options{Layout: NamePrefix}, []string{"images/cat.jpg: expected a name such as"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Detect(t.Context(), put(t, c.files...), c.options)
			if err == nil || !errors.Is(err, ErrLayout) && !errors.Is(err, diversity.ErrInvalid) {
				t.Fatalf("error %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %q in it", err, want)
				}
			}
		})
	}
}

func TestAlikeNamesAreLeftAlone(t *testing.T) {
	l, err := Detect(t.Context(), put(t, "Cat/1.png", "cat/1.png"), Options{})
	if err != nil || len(l.Classes) != 2 {
		t.Errorf("%v, %v", l, err)
	}
}

// tarOf is a tar archive of files.
func tarOf(names ...string) string {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, name := range names {
		name, content, has := strings.Cut(name, "=")
		if !has {
			content = name
		}
		h := &tar.Header{Name: name, Size: int64(len(content)), Mode: 0o644, ModTime: time.Unix(1e9, 0)}
		if err := w.WriteHeader(h); err != nil {
			panic(err)
		}
		_, _ = w.Write([]byte(content))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

func zipOf(names ...string) string {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		name, content, has := strings.Cut(name, "=")
		if !has {
			content = name
		}
		f, err := w.Create(name)
		if err != nil {
			panic(err)
		}
		_, _ = f.Write([]byte(content))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

func gzipOf(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.String()
}

func TestArchivesAreListedAsFoldersAre(t *testing.T) {
	files := base(".DS_Store", "__MACOSX/._cats", "README.txt")
	deep := func(prefix string) []string {
		var out []string
		for _, f := range files {
			out = append(out, prefix+f+"="+f)
		}
		return out
	}
	for name, c := range map[string]struct{ content, want string }{
		"zip":            {zipOf(files...), ClassFolders + both},
		"zip, dirs":      {zipOf(append([]string{"cats/", "dogs/"}, files...)...), ClassFolders + both},
		"zip, dots":      {zipOf(deep("./")...), ClassFolders + both},
		"zip, backslash": {zipOf(`cats\1.png=cats/1.png`, `dogs\1.png=dogs/1.png`), ClassFolders + both},
		"zip, in one":    {zipOf("mine/cats/1.png", "mine/dogs/1.png"), ClassFolders + " cats:mine/cats/1.png dogs:mine/dogs/1.png"},
		"zip, splits": {zipOf("tiny/train/a/images/1.png", "tiny/val/val_annotations.txt=x.png\ta", "tiny/val/images/x.png"),
			ClassImages + "[train] a:tiny/train/a/images/1.png"},
		"zip, in front": {"#!/bin/sh\n" + zipOf(files...), "the zip is not at its beginning"},
		"tar":           {tarOf(files...), ClassFolders + both},
		"tar, dots":     {tarOf(deep("./")...), ClassFolders + both},
		"tar.gz":        {gzipOf(tarOf(files...)), ClassFolders + both},
		"samples":       {tarOf("a.jpg", "a.cls=1", "b.jpg", "b.cls=0"), WebDataset + " 0:b.jpg 1:a.jpg"},
		"class table":   {zipOf("labels.csv=file,label\n1.png,x\n", "1.png"), Table + " x:1.png"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(put(t, "a="+c.content), "a")
			l, err := Detect(t.Context(), path, Options{})
			if name == "zip, in front" {
				if !errors.Is(err, ErrLayout) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if got := text(l); got != c.want {
				t.Errorf("listed\n%q, want\n%q", got, c.want)
			}
			checkBytes(t, l)
			if data, err := l.Open(0); err != nil || !strings.HasSuffix(l.Items[0].Path, string(data)) {
				t.Errorf("%q, %v", data, err)
			}
		})
	}
}

func TestArchivesAreRefused(t *testing.T) {
	header := func(h tar.Header) string {
		var out bytes.Buffer
		w := tar.NewWriter(&out)
		if err := errors.Join(w.WriteHeader(&h), w.Close()); err != nil {
			panic(err)
		}
		return out.String()
	}
	encrypted := []byte(zipOf("cats/1.png"))
	central := bytes.Index(encrypted, []byte("PK\x01\x02"))
	encrypted[central+8] |= 1
	lzma := []byte(zipOf("cats/1.png"))
	lzma[central+10] = 14
	for name, c := range map[string]struct{ content, want string }{
		"dots":        {zipOf("../evil/1.png", "cats/1.png"), "../evil/1.png"},
		"inner dots":  {zipOf("cats/../../1.png"), "cats/../../1.png"},
		"absolute":    {tarOf("/etc/1.png"), "/etc/1.png"},
		"twice":       {zipOf("cats/1.png", "cats/1.png"), "two entries"},
		"twice, dots": {tarOf("cats/1.png", "./cats/1.png"), "two entries"},
		"both":        {zipOf("cats", "cats/1.png"), "is a file and a folder"},
		"encrypted":   {string(encrypted), "is encrypted"},
		"LZMA":        {string(lzma), "method 14"},
		"cut zip":     {zipOf(base()...)[:60], "cannot be read"},
		"cut tar":     {tarOf(base()...)[:700], "cut off"},
		"cut in data": {tarOf("cats/1.png=" + strings.Repeat("x", 2000))[:900], "the archive only 388 more"},
		"cut between": {tarOf(base()...)[:1024], "cut off"},
		"two tars":    {tarOf("cats/1.png") + tarOf("dogs/1.png"), "more behind its end"},
		"link":        {header(tar.Header{Name: "cats/1.png", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}), "is a link to"},
		"hard link":   {header(tar.Header{Name: "cats/1.png", Typeflag: tar.TypeLink, Linkname: "x"}), "is a link to"},
		"page":        {"<!DOCTYPE html><html>", "an HTML page"},
		"LFS":         {"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"},
		"empty":       {"", "an empty file"},
		"xz":          {"\xfd7zXZ\x00", "compressed by xz"},
		"gzip":        {gzipOf("hello"), "no tar archive"},
		"cut gzip":    {gzipOf(tarOf(base()...))[:100], "unexpected EOF"},
		"deep":        {zipOf(strings.Repeat("a/", 40) + "1.png"), "folders within folders"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(put(t, "a="+c.content), "a")
			if _, err := Detect(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

// An entry that lies about its size is an error where it is read, not memory.
func TestBombIsBounded(t *testing.T) {
	bomb := []byte(zipOf("cats/1.png=" + strings.Repeat("x", 1<<20)))
	central := bytes.Index(bomb, []byte("PK\x01\x02"))
	for i, b := range []byte{16, 0, 0, 0} {
		bomb[central+24+i] = b // the size when unpacked
	}
	l, err := Detect(t.Context(), filepath.Join(put(t, "a="+string(bomb)), "a"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if data, err := l.Open(0); err == nil {
		t.Errorf("%d bytes", len(data))
	}
}

func TestFileSystemInMemory(t *testing.T) {
	fsys := fstest.MapFS{"cats/1.png": {Data: []byte("1")}, "dogs/2.png": {Data: []byte("22")}, "cats/.x": {}}
	l, err := DetectFS(t.Context(), fsys, "memory", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := text(l); got != ClassFolders+" cats:cats/1.png dogs:dogs/2.png" {
		t.Error(got)
	}
	if data, err := l.Open(1); err != nil || string(data) != "22" {
		t.Errorf("%q, %v", data, err)
	}
	fsys["dogs/2.png"].Data = []byte("changed")
	if _, err := l.Open(1); !errors.Is(err, ErrLayout) {
		t.Errorf("a changed file: %v", err)
	}
}

func TestContextEndsIt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := put(t, append(base(), "a.tar="+tarOf("x/1.png"), "b.tgz="+gzipOf(tarOf("x/1.png")))...)
	for _, name := range []string{".", "a.tar", "b.tgz"} {
		if _, err := Detect(ctx, filepath.Join(dir, name), Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMatchPath(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*.png", "a/b/c.png", true}, {"*.png", "a/b/c.jpg", false}, {"a/*.png", "a/c.png", true}, {"a/*.png", "a/b/c.png", false},
		{"a/**", "a/b/c.png", true}, {"**/c.png", "c.png", true}, {"**/masks/**", "a/masks/b/c.png", true}, {"a/**/c.png", "a/b/d/c.png", true},
		{"**/x/**/y", "x/x/z/y", true}, {"**/x/**/y", "x/z", false}, {"/a/*", "a/b", true}, {"[ab]*/1", "bx/1", true},
		{strings.Repeat("**/a/", 30) + "b", strings.Repeat("a/", 60) + "c", false},
	} {
		if got := matchPath(c.pattern, c.name); got != c.want {
			t.Errorf("%s on %s: %v", c.pattern, c.name, got)
		}
	}
}

func TestEveryLayoutIsNamedOnce(t *testing.T) {
	names := Names()
	slices.Sort(names)
	if len(slices.Compact(names)) != 13 {
		t.Errorf("%q", names)
	}
}

func appendFile(dir, name, content string) error {
	return os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644)
}
