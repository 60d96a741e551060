package pool

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
)

// contents of a pool in short: its layout and split, and each class with its superclass, its words and its files.
func contents(t *testing.T, p Pool) string {
	t.Helper()
	f := p.Found()
	out := f.Layout
	if f.Split != "" {
		out += "[" + f.Split + "]"
	}
	for class := range p.Classes() {
		out += " " + p.ClassID(class)
		if p.Group(class) != "" {
			out += "<" + p.Group(class)
		}
		if p.ClassName(class) != p.ClassID(class) {
			out += "=" + p.ClassName(class)
		}
		list, err := p.Identities(t.Context(), class)
		if err != nil {
			t.Fatal(err)
		}
		for _, image := range list {
			out += ":" + image.Name
		}
	}
	return out
}

// tinyImageNet is Tiny-ImageNet as it is unpacked, with fewer images.
func tinyImageNet() []string {
	return []string{
		"tiny-imagenet/words.txt=n01\ttench\nn02\tgreat white shark, white shark\n", "tiny-imagenet/wnids.txt=n02\nn01\n",
		"tiny-imagenet/train/n01/n01_boxes.txt=n01_0.JPEG\t0\t10\t63\t58\n", "tiny-imagenet/train/n01/images/n01_0.JPEG",
		"tiny-imagenet/train/n01/images/n01_1.JPEG", "tiny-imagenet/train/n02/n02_boxes.txt=x",
		"tiny-imagenet/train/n02/images/n02_0.JPEG", "tiny-imagenet/val/val_annotations.txt=val_0.JPEG\tn02\t1\t2\t3\t4\nval_1.JPEG\tn01\t1\t2\t3\t4\n",
		"tiny-imagenet/val/images/val_0.JPEG", "tiny-imagenet/val/images/val_1.JPEG", "tiny-imagenet/test/images/test_0.JPEG",
	}
}

// splits are two classes in folders of splits.
func splits() []string {
	return []string{"train/cat/1.png", "train/cat/2.png", "train/dog/1.png", "val/cat/3.png", "val/dog/4.png", "test/dog/5.png"}
}

func TestFolderReadsLayouts(t *testing.T) {
	ownCache(t)
	validation := []string{"val/ILSVRC2012_val_00000001.JPEG", "val/ILSVRC2012_val_00000002.JPEG", "train/n01/1.JPEG",
		"val.txt=ILSVRC2012_val_00000001.JPEG 1\nILSVRC2012_val_00000002.JPEG 0\n", "synset_words.txt=n01 cat\nn02 dog, hound\n"}
	table := []string{"all.csv=image,what,who,part\na.png,x,anna,train\nb.png,y,bob,train\nc.png,x,bob,test\n", "a.png", "b.png", "c.png"}
	columns := Columns{Path: "image", Label: "what", Source: "who", Split: "part"}
	for name, c := range map[string]struct {
		files []string
		below string // what is opened
		o     FolderOptions
		want  string
		notes string
	}{
		"Tiny-ImageNet": {tinyImageNet(), "tiny-imagenet", FolderOptions{},
			"class/images[train] n01=tench:train/n01/images/n01_0.JPEG:train/n01/images/n01_1.JPEG " +
				"n02=great white shark, white shark:train/n02/images/n02_0.JPEG", "val (1 folder, 2 files); opened: train"},
		"its val": {tinyImageNet(), "tiny-imagenet", FolderOptions{Split: "val"},
			"annotations[val] n01=tench:val/images/val_1.JPEG n02=great white shark, white shark:val/images/val_0.JPEG", "opened: val"},
		"splits": {splits(), "", FolderOptions{},
			"class folders[train] cat:train/cat/1.png:train/cat/2.png dog:train/dog/1.png", "opened: train"},
		"validation": {splits(), "", FolderOptions{Split: "validation"},
			"class folders[val] cat:val/cat/3.png dog:val/dog/4.png", "opened: val"},
		"test": {splits(), "", FolderOptions{Split: "test"}, "class folders[test] dog:test/dog/5.png", "opened: test"},
		"all, asked for": {splits(), "", FolderOptions{Layout: "any depth", Exclude: []string{"train"}},
			"any depth test/dog<test:test/dog/5.png val/cat<val:val/cat/3.png val/dog<val:val/dog/4.png", "left out by Include and Exclude"},
		"ImageNet validation": {validation, "", FolderOptions{Split: "val"},
			"ImageNet validation[val] n01=cat:val/ILSVRC2012_val_00000002.JPEG n02=dog, hound:val/ILSVRC2012_val_00000001.JPEG", "labels from val.txt"},
		"table":              {table, "all.csv", FolderOptions{Columns: columns}, "table[train] x:a.png y:b.png", "2 rows of the table all.csv"},
		"table, other split": {table, "all.csv", FolderOptions{Columns: columns, Split: "test"}, "table[test] x:c.png", "1 row"},
		"table, found": {[]string{"labels.tsv=file\tlabel\tgroup\n1.png\tlion\tcats\n2.png\twolf\tdogs\n", "1.png", "2.png"}, "",
			FolderOptions{}, "table lion<cats:1.png wolf<dogs:2.png", "labels.tsv"},
		"groups": {[]string{"cats/lion/1.png", "cats/tiger/2.png", "dogs/wolf/3.png"}, "", FolderOptions{},
			"group/class cats/lion<cats:cats/lion/1.png cats/tiger<cats:cats/tiger/2.png dogs/wolf<dogs:dogs/wolf/3.png", ""},
		"include": {[]string{"a/1.png", "a/1_mask.png", "b/2.png", "b/2_mask.png"}, "", FolderOptions{Include: []string{"*_mask.png"}},
			"class folders a:a/1_mask.png b:b/2_mask.png", "2 names left out"},
		"exclude": {[]string{"a/1.png", "a/1_mask.png", "b/2.png", "c/2.png"}, "", FolderOptions{Exclude: []string{"*_mask.png", "c"}},
			"class folders a:a/1.png b:b/2.png", "2 names left out"},
		"name prefix": {[]string{"images/great_dane_1.jpg", "images/great_dane_2.jpg", "images/Bombay_10.jpg"}, "", FolderOptions{Layout: "name prefix"},
			"name prefix Bombay:images/Bombay_10.jpg great_dane:images/great_dane_1.jpg:images/great_dane_2.jpg", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Height, c.o.Width = 2, 3
			p := mustFolder(t, filepath.Join(pictures(t, c.files...), c.below), c.o)
			if got := contents(t, p); got != c.want {
				t.Errorf("found\n%s, want\n%s", got, c.want)
			}
			if notes := strings.Join(p.Found().Notes, "; "); !strings.Contains(notes, c.notes) {
				t.Errorf("notes %s, want %s in them", notes, c.notes)
			}
			if shown := fmt.Sprint(p.Display()); !strings.Contains(shown, p.Found().Layout) ||
				!strings.Contains(shown, p.ClassName(0)) {
				t.Errorf("displayed: %s", shown)
			}
			if got := contents(t, roundTrip(t, p)); got != c.want {
				t.Errorf("from JSON\n%s, want\n%s", got, c.want)
			}
		})
	}
}

// archives of files that pictures has written.
func archives(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	var zipped, tarred, compressed bytes.Buffer
	z, tr := zip.NewWriter(&zipped), tar.NewWriter(&tarred)
	err := errors.Join(z.AddFS(os.DirFS(dir)), z.Close(), tr.AddFS(os.DirFS(dir)), tr.Close())
	g := gzip.NewWriter(&compressed)
	_, failed := g.Write(tarred.Bytes())
	if err := errors.Join(err, failed, g.Close()); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"set.zip": zipped.Bytes(), "set.tar": tarred.Bytes(), "set.tar.gz": compressed.Bytes()}
}

func TestArchivesAreOpenedAsFoldersAre(t *testing.T) {
	ownCache(t)
	dir := pictures(t, tinyImageNet()...)
	want := mustFolder(t, filepath.Join(dir, "tiny-imagenet"), FolderOptions{Height: 2, Width: 3})
	for name, data := range archives(t, dir) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			writeFile(t, path, data)
			p := mustFolder(t, path, FolderOptions{Height: 2, Width: 3})
			if p.Digest() != want.Digest() || p.Found().Split != "train" || p.ClassName(0) != "tench" {
				t.Errorf("%v: %s, want the pixels of %v", p, contents(t, p), want)
			}
			again := mustFolder(t, path, FolderOptions{Height: 2, Width: 3, Split: "val"})
			if again.Digest() == p.Digest() || again.Found().Layout != "annotations" {
				t.Errorf("the split val: %s", contents(t, again))
			}
		})
	}
}

// What is prepared is opened by the size and the time of the archive, without a look at what is in it.
func TestPreparedArchivesAreNotUnpacked(t *testing.T) {
	ownCache(t)
	path := filepath.Join(t.TempDir(), "set.tar.gz")
	data := archives(t, pictures(t, splits()...))["set.tar.gz"]
	then := time.Unix(1e9, 0)
	write := func(data []byte, at time.Time) {
		t.Helper()
		writeFile(t, path, data)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write(data, then)
	o := FolderOptions{Height: 2, Width: 3}
	p := mustFolder(t, path, o)
	spoiled := slices.Concat(data[:20], make([]byte, len(data)-20))
	write(spoiled, then)
	again := mustFolder(t, path, o)
	if contents(t, again) != contents(t, p) || !slices.Equal(again.Found().Notes, p.Found().Notes) ||
		again.Digest() != p.Digest() {
		t.Errorf("opened again: %s, want %s", contents(t, again), contents(t, p))
	}
	roundTrip(t, again)
	sets, err := PreparedSets()
	if err != nil || len(sets) != 1 || sets[0].Outdated() != "" || sets[0].Dir != path {
		t.Fatalf("%+v, %v", sets, err)
	}
	if shown, err := sets[0].Open(); err != nil || contents(t, shown) != contents(t, p) {
		t.Errorf("%v, %v", shown, err)
	}
	_, err = Folder(t.Context(), path, FolderOptions{Height: 2, Width: 3, Split: "val"})
	wantError(t, err, ErrFormat, "set.tar.gz")
	write(spoiled, then.Add(time.Second))
	if reason := sets[0].Outdated(); !strings.Contains(reason, "changed") {
		t.Errorf("outdated: %q", reason)
	}
	_, err = Folder(t.Context(), path, o)
	wantError(t, err, ErrFormat, "set.tar.gz")
}

func TestBadFilesOfArchives(t *testing.T) {
	ownCache(t)
	files := pictures(t, "a/1.png", "a/2.png", "a/3.png=<html>", "b/1.png")
	for name, data := range archives(t, files) {
		if name == "set.zip" { // the second file has another checksum than the archive says
			in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			offset, err := in.File[slices.IndexFunc(in.File, func(f *zip.File) bool { return f.Name == "a/2.png" })].DataOffset()
			if err != nil {
				t.Fatal(err)
			}
			data[offset+5] ^= 0xff
		}
		path := filepath.Join(t.TempDir(), name)
		writeFile(t, path, data)
		_, err := Folder(t.Context(), path, FolderOptions{Height: 2, Width: 3})
		wantError(t, err, ErrFormat, "of 4 files", "a/3.png: ", "an HTML page", "pool.Skip")
		p := mustFolder(t, path, FolderOptions{Height: 2, Width: 3, OnBad: Skip})
		bad, count, err := p.BadFiles()
		want := map[string]int{"set.zip": 2}[name]
		if err != nil || count != max(1, want) || bad[count-1].Name != "a/3.png" || p.Count(0) != 3-count {
			t.Errorf("%s: %d bad files %v, %v", name, count, bad, err)
		}
		roundTrip(t, p)
	}
}

// Every choice of what is listed has prepared images of its own; what decides about errors only shares them.
func TestListingOptionsAreInTheKey(t *testing.T) {
	ownCache(t)
	dir := pictures(t, append(splits(), "train/none/readme.txt=x")...)
	path := filepath.Join(t.TempDir(), "set.zip")
	writeFile(t, path, archives(t, pictures(t, splits()...))["set.zip"])
	for i, c := range []struct {
		path string
		o    FolderOptions
		want int // sets so far
	}{
		{dir, FolderOptions{AllowEmpty: true}, 1}, {dir, FolderOptions{Split: "train", AllowEmpty: true}, 1},
		{dir, FolderOptions{Exclude: []string{"none"}}, 1}, {dir, FolderOptions{Split: "val"}, 2},
		{dir, FolderOptions{Split: "val", Include: []string{"3.png"}, AllowEmpty: true}, 3}, {path, FolderOptions{}, 4},
		{path, FolderOptions{OnBad: Skip}, 4}, {path, FolderOptions{Split: "val"}, 5}, {path, FolderOptions{Split: "val"}, 5},
	} {
		c.o.Height, c.o.Width = 2, 3
		mustFolder(t, c.path, c.o)
		sets, err := PreparedSets()
		if err != nil || len(sets) != c.want {
			t.Errorf("case %d: %d sets, want %d, %v", i, len(sets), c.want, err)
		}
		for _, s := range sets {
			if reason := s.Outdated(); reason != "" {
				t.Errorf("case %d: %+v is outdated: %s", i, s.Options, reason)
			}
		}
	}
}

// A study of the splits as superclasses, as they were read once, says what they are now.
func TestSplitsAreNoSuperclassesAnyMore(t *testing.T) {
	ownCache(t)
	text, err := json.Marshal(map[string]any{
		"source": "folder", "dir": pictures(t, splits()...), "options": map[string]int{"height": 2, "width": 3},
		"content": "2:" + strings.Repeat("0", 64), "steps": []map[string][]string{{"groups": {"train"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var p Pool
	wantError(t, p.UnmarshalJSON(text), ErrContent, "it is read as class folders",
		"split folders: test (1 folder, 1 file); train (2 folders, 3 files); val (2 folders, 2 files); opened: train")
}

// A list of labels beside the folder is found from any working directory once the pool is in JSON.
func TestLabelsBesideTheFolder(t *testing.T) {
	ownCache(t)
	dir := pictures(t, "1.png", "2.png")
	home := t.TempDir()
	writeFile(t, filepath.Join(home, "truth.csv"), fmt.Appendf(nil, "path,label\n%[1]s/1.png,x\n%[1]s/2.png,y\n", filepath.ToSlash(dir)))
	t.Chdir(home)
	archive := filepath.Join(t.TempDir(), "set.zip")
	writeFile(t, archive, archives(t, dir)["set.zip"])
	writeFile(t, filepath.Join(home, "inner.csv"), []byte("path,label\n1.png,x\n2.png,y\n"))
	for path, labels := range map[string]string{dir: "truth.csv", archive: "inner.csv"} {
		t.Chdir(home)
		p := mustFolder(t, path, FolderOptions{Height: 2, Width: 3, Labels: labels})
		if got := contents(t, p); got != "table x:1.png y:2.png" {
			t.Error(got)
		}
		t.Chdir(t.TempDir())
		roundTrip(t, p)
	}
	if sets, err := PreparedSets(); err != nil || len(sets) != 2 {
		t.Errorf("%d sets, %v", len(sets), err)
	}
}

func TestListingOptionsAreChecked(t *testing.T) {
	dir := pictures(t, "a/1.png")
	for want, o := range map[string]FolderOptions{
		`FolderOptions.Layout = "folders"`:    {Layout: "folders"},
		"FolderOptions.Exclude = [a":          {Exclude: []string{"[a"}},
		"FolderOptions.Include = /":           {Include: []string{"/"}},
		`FolderOptions.Split = "val"`:         {Split: "val"},
		"FolderOptions.Labels = nowhere.csv":  {Labels: "nowhere.csv"},
		"FolderOptions.Columns.Label = breed": {Labels: filepath.Join(pictures(t, "t.csv=path,label\n"), "t.csv"), Columns: Columns{Label: "breed"}},
	} {
		_, err := Folder(t.Context(), dir, o)
		wantError(t, err, diversity.ErrInvalid, want)
	}
}

// What another program wrote into a set says nothing, and harms nobody.
func TestAboutOfASetMayBeAnything(t *testing.T) {
	for _, text := range []string{``, `null`, `[]`, `{"source":"idx"}`, `{"source":"folder"}`, `{"source":"folder","options":3}`} {
		if about := aboutOf(json.RawMessage(text)); about.Options == nil || about.Found.Layout != "" {
			t.Errorf("%s: %+v", text, about)
		}
	}
	if mustNew(t, tiny()).Found().Layout != "" || (Pool{}).Found().Layout != "" {
		t.Error("a layout of no folder")
	}
	if name := mustNew(t, tiny()).ClassName(1); name != "odd" {
		t.Errorf("a class without words is called %s", name)
	}
}
