package layout

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestTablesAreRead(t *testing.T) {
	const csv = "labels.csv=path,label,group,source,split\n"
	for name, c := range map[string]struct {
		files   []string
		source  string // the path of the table, "" for the folder
		options Options
		want    string
	}{
		"CSV": {[]string{"labels.csv=file,label\na.png,cat\nimages/b.png,dog\n", "a.png", "images/b.png"}, "labels.csv", Options{}, " cat:a.png dog:images/b.png"},
		"TSV, found": {[]string{"labels.tsv=file\tlabel\na.png\tcat\nb.png\tdog\n", "images/a.png", "images/b.png"}, "", Options{},
			" cat:images/a.png dog:images/b.png"},
		"semicolons, CR LF": {[]string{"x.csv=\ufefffilename;class\r\na.png;3\r\n", "a.png"}, "x.csv", Options{}, " 3:a.png"},
		"JSON lines": {[]string{"metadata.jsonl={\"file_name\": \"a.png\", \"label\": 7}\n\n{\"file_name\": \"b.png\", \"label\": 10}\n", "a.png", "b.png"}, "", Options{},
			" 10:b.png 7:a.png"},
		"metadata in a split": {[]string{"train/metadata.csv=file_name,label\na.png,x\n", "train/a.png", "test/metadata.csv=file_name,label\nb.png,x\n", "test/b.png"}, "", Options{Split: "test"},
			"[test] x:test/b.png"},
		"groups": {[]string{csv + "a.png,cat,pet,,\nb.png,lion,wild,,\n", "a.png", "b.png"}, "labels.csv", Options{}, " cat<pet:a.png lion<wild:b.png"},
		"splits": {[]string{csv + "a.png,cat,,ann,train\nb.png,cat,,bob,valid\n", "a.png", "b.png"}, "labels.csv", Options{}, "[train] cat:a.png"},
		"split asked": {[]string{csv + "a.png,cat,,ann,train\nb.png,cat,,bob,valid\n", "a.png", "b.png"}, "labels.csv", Options{Split: "val"},
			"[valid] cat:b.png"},
		"named columns": {[]string{"x.csv=where,what,label\na.png,cat,0\n", "a.png"}, "x.csv", Options{Columns: Columns{Path: "where", Label: "what"}}, " cat:a.png"},
		"Kaggle: no extension, another folder": {[]string{"train.csv=id,breed\na,pug\nb,boxer\n", "train/a.jpg", "train/b.jpg", "test/c.jpg"}, "", Options{},
			" boxer:train/b.jpg pug:train/a.jpg"},
		"backslashes": {[]string{`x.csv=path,label` + "\n" + `in\a.png,cat` + "\n", "in/a.png"}, "x.csv", Options{}, " cat:in/a.png"},
		"option":      {base("x.csv=path,label\ncats/1.png,a\ndogs/1.png,b\n"), "", Options{Labels: "x.csv"}, " a:cats/1.png b:dogs/1.png"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := Detect(t.Context(), filepath.Join(put(t, c.files...), c.source), c.options)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(l); got != Table+c.want {
				t.Errorf("listed\n%q, want\n%q", got, Table+c.want)
			}
			checkBytes(t, l)
		})
	}
}

func TestTableKeepsSourcesAndAbsolutePaths(t *testing.T) {
	dir := put(t, "a.png", "b.png")
	full := filepath.ToSlash(dir)
	if err := errors.Join(appendFile(dir, "x.csv", "path,label,photographer\n"+full+"/a.png,cat,ann\nb.png,cat,bob\n")); err != nil {
		t.Fatal(err)
	}
	l, err := Detect(t.Context(), filepath.Join(dir, "x.csv"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Items) != 2 || l.Items[0].Source != "ann" || l.Items[1].Source != "bob" || l.Items[0].ModTime.IsZero() {
		t.Errorf("%+v", l.Items)
	}
}

func TestTablesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		table   string
		options Options
		want    string
	}{
		"no column":       {"path,colour\na.png,red\n", Options{}, "columns path, colour: expected one of label"},
		"column asked":    {"path,label\na.png,x\n", Options{Columns: Columns{Label: "what"}}, "FolderOptions.Columns.Label = what"},
		"no file":         {"path,label\nc.png,x\n", Options{}, `line 2: not a layout of labelled images: "c.png": there is no such file`},
		"outside":         {"path,label\n../a.png,x\n", Options{}, "lies outside"},
		"absolute":        {"path,label\n/etc/passwd,x\n", Options{}, "lies outside"},
		"no label":        {"path,label\na.png,\n", Options{}, `line 2: a path "a.png" with the label ""`},
		"twice":           {"path,label\na.png,x\nb.png,x\na.png,y\n", Options{}, "lines 2 and 4 are both about a.png"},
		"two groups":      {"path,label,group\na.png,x,g\nb.png,x,h\n", Options{}, `class "x" is of the group "g" in line 2 and of "h" in line 3`},
		"several":         {"path,label\nsame.png,x\n", Options{}, "several files have that name"},
		"no row":          {"path,label\n", Options{}, "no row"},
		"split not there": {"path,label,split\na.png,x,fold1\n", Options{}, `FolderOptions.Split = "train"`},
		"short row":       {"path,label\na.png\n", Options{}, "line 2: 1 fields where the header has 2"},
		"a page":          {"<!DOCTYPE html><html></html>", Options{}, "x.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := put(t, "x.csv="+c.table, "a.png", "b.png", "1/same.png", "2/same.png")
			_, err := Detect(t.Context(), filepath.Join(dir, "x.csv"), c.options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
			if !errors.Is(err, ErrLayout) && !errors.Is(err, diversity.ErrInvalid) {
				t.Errorf("error %v wraps no sentinel", err)
			}
		})
	}
	for _, line := range []string{"[1]", "{", `{"path": "a.png"}`} {
		dir := put(t, "x.jsonl="+line, "a.png")
		if _, err := Detect(t.Context(), filepath.Join(dir, "x.jsonl"), Options{}); !errors.Is(err, ErrLayout) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestImageNetValidation(t *testing.T) {
	images := []string{"val/ILSVRC2012_val_00000001.JPEG", "val/ILSVRC2012_val_00000002.JPEG"}
	with := func(more ...string) []string { return append(append([]string{}, images...), more...) }
	const want = ImageNetValidation + "[val] n01:val/ILSVRC2012_val_00000002.JPEG n02=dog, hound:val/ILSVRC2012_val_00000001.JPEG"
	const kaggle = "ILSVRC/Data/CLS-LOC/"
	outside := filepath.Join(put(t, "truth.txt=5\n6\n"), "truth.txt")
	for name, c := range map[string]struct {
		files   []string
		options Options
		want    string
	}{
		"Kaggle": {[]string{kaggle + images[0], kaggle + images[1], kaggle + "train/n01/n01_1.JPEG", "LOC_synset_mapping.txt=n01 cat\nn02 dog, hound\n",
			"LOC_val_solution.csv=ImageId,PredictionString\nILSVRC2012_val_00000001,n02 1 2 3 4 n02 1 2 3 4 \nILSVRC2012_val_00000002,n01 1 2 3 4 \n"}, Options{Split: "val"},
			strings.ReplaceAll(strings.ReplaceAll(want, "val/", kaggle+"val/"), "n01:", "n01=cat:")},
		"ground truth": {with("train/n01/1.JPEG", "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt=490\n361\n"), Options{Split: "val"},
			ImageNetValidation + "[val] 361:val/ILSVRC2012_val_00000002.JPEG 490:val/ILSVRC2012_val_00000001.JPEG"},
		"Caffe": {with("train/n01/1.JPEG", "val.txt=ILSVRC2012_val_00000001.JPEG 1\nILSVRC2012_val_00000002.JPEG 0\n", "synset_words.txt=n01 cat\nn02 dog, hound\n"),
			Options{Split: "val"}, strings.ReplaceAll(want, "n01:", "n01=cat:")},
		"named": {with("train/n01/1.JPEG"), Options{Split: "val", Labels: outside},
			ImageNetValidation + "[val] 5:val/ILSVRC2012_val_00000001.JPEG 6:val/ILSVRC2012_val_00000002.JPEG"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := Detect(t.Context(), put(t, c.files...), c.options)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(l); got != c.want {
				t.Errorf("listed\n%q, want\n%q", got, c.want)
			}
		})
	}
	for want, more := range map[string][]string{
		"without their labels":         nil,
		"has 1 labels, there are 2":    {"val/ILSVRC2012_validation_ground_truth.txt=3\n"},
		"expected a number":            {"val/ILSVRC2012_validation_ground_truth.txt=cat\n"},
		"00000002.JPEG has no label":   {"val.txt=ILSVRC2012_val_00000001.JPEG 1\n"},
		"expected ImageId, Prediction": {"LOC_val_solution.csv=a,b\n1,2\n"},
	} {
		if _, err := Detect(t.Context(), put(t, with(more...)...), Options{Split: "val"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
