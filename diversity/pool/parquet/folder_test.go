package parquet_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/pool"
	_ "tradeoff/diversity/pool/parquet"
)

// The package is imported for its effect: pool.Folder then opens Parquet files, here the split test of a repository as
// the Hugging Face hub has them.
func Example() {
	defer ownCache()()
	p, err := pool.Folder(ctx, "testdata/hub", pool.FolderOptions{Split: "test"})
	fmt.Println(p, err)
	fmt.Println(p.ClassID(2), p.Found().Layout)
	// Output:
	// hub: 3 classes, 1 image each, 4x5x3 <nil>
	// eel Parquet
}

func TestFolderOpensARepositoryOfTheHub(t *testing.T) {
	t.Setenv(cachedir.Variable, t.TempDir())
	p, err := pool.Folder(t.Context(), "testdata/hub", pool.FolderOptions{Columns: pool.Columns{Source: "camera"}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Classes() != 3 || p.Limits().PerClass != 4 || p.ClassID(1) != "dog" || p.Found().Split != "train" {
		t.Errorf("%v, %+v", p, p.Found())
	}
	// Images lie in the order of the files, and are asked for by class: image 3 s + c is sample s of class c.
	for class := range 3 {
		for sample := range 4 {
			i := 3*sample + class
			r := pool.Ref{Class: class, Sample: sample}
			images, err := p.Images([]pool.Ref{r})
			if err != nil || images[0] != uint8(10*i) || images[3+1] != 40 || images[3*5+2] != 1 {
				t.Errorf("sample %d of class %d: %v, %v", sample, class, images[:6], err)
			}
			if want := []string{"new", "old"}[i%2]; p.Source(r) != want {
				t.Errorf("image %d is of %q, want %q", i, p.Source(r), want)
			}
		}
	}
	names, err := p.Identities(t.Context(), 2)
	if err != nil || names[3].Name != "train-00001-of-00002.parquet#4" {
		t.Errorf("%+v, %v", names, err)
	}
	text, err := json.Marshal(p)
	var again pool.Pool
	if err = errors.Join(err, json.Unmarshal(text, &again)); err != nil || again.Digest() != p.Digest() {
		t.Error(err)
	}
	if err := again.CheckPrepared(t.Context()); err != nil {
		t.Error(err)
	}
}

// In the form that the hub converts others to, splits are folders: default/train/0000.parquet.
func TestSplitsThatAreFolders(t *testing.T) {
	t.Setenv(cachedir.Variable, t.TempDir())
	dir := filepath.Join(t.TempDir(), "set")
	for _, split := range []string{"train", "test"} {
		data, err := os.ReadFile("testdata/hub/data/" + map[string]string{"train": "train-00001-of-00002", "test": "test-00000-of-00001"}[split] + ".parquet")
		path := filepath.Join(dir, "default", split, "0000.parquet")
		if err = errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for split, want := range map[string]int{"": 5, "test": 3} {
		p, err := pool.Folder(t.Context(), dir, pool.FolderOptions{Split: split, Height: 2, Width: 2})
		if err != nil {
			t.Errorf("split %q: %v", split, err)
			continue
		}
		if total := p.Count(0) + p.Count(1) + p.Count(2); total != want || p.Found().Split == "" {
			t.Errorf("split %q: %v, %+v", split, p, p.Found())
		}
	}
}

// Programs and cells that do not import this package must not link the reader of Parquet.
func TestOtherPackagesDoNotLinkParquet(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "tradeoff/diversity/study", "tradeoff/diversity/pool/datasets",
		"tradeoff/diversity/figure", "tradeoff/kernel/show").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if text := string(out); !strings.Contains(text, "tradeoff/diversity/pool\n") || strings.Contains(text, "parquet") {
		t.Errorf("they depend on it: %s", text)
	}
}
