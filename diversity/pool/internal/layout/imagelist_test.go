package layout

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// TestImageLists: lists as those of DTD, Food-101, Oxford-IIIT Pets and FGVC-Aircraft, and what is wrong with others.
func TestImageLists(t *testing.T) {
	folders := []string{"images/a/a_1.jpg", "images/a/a_2.jpg", "images/b/1.jpg", "images/c/1.jpg"}
	flat := []string{"images/big_cat_1.jpg", "images/big_cat_12.jpg", "images/dog_3.jpg"}
	for name, c := range map[string]struct {
		files      []string
		list, want string
	}{
		"folders":            {folders, "a/a_2.jpg\nb/1.jpg\n", "a:images/a/a_2.jpg b:images/b/1.jpg"},
		"without extensions": {folders, "a/a_1\r\nc/1\r\n", "a:images/a/a_1.jpg c:images/c/1.jpg"},
		"prefixes": {flat, "# a comment\nbig_cat_12 1 1 1\ndog_3 2 2 1\n\n",
			"big_cat:images/big_cat_12.jpg dog:images/dog_3.jpg"},
		"classes behind":   {flat, "big_cat_1 Boeing 707-320\ndog_3 A300B4", "A300B4:images/dog_3.jpg Boeing 707-320:images/big_cat_1.jpg"},
		"no images folder": {[]string{"x/7.png", "y/7.png"}, "x/7.png\ny/7\n", "x:x/7.png y:y/7.png"},
		"missing":          {folders, "a/a_1\nb/2\n", `labels.txt: line 2`},
		"another folder":   {folders, "b/a_1\n", `"b/a_1": there is no such file`},
		"outside":          {folders, "../../etc/passwd\n", "line 1"},
		"twice":            {folders, "a/a_1\na/a_1.jpg\n", "lines 1 and 2 are both about images/a/a_1.jpg"},
		"no class":         {[]string{"images/cat.jpg"}, "cat\n", "expected a class behind the name"},
		"nothing":          {folders, "", "no image"},
	} {
		dir := t.TempDir()
		for _, file := range append(c.files, "labels.txt") {
			text := "x"
			if file == "labels.txt" {
				text = c.list
			}
			path := filepath.Join(dir, file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		l, err := Detect(t.Context(), dir, Options{Layout: ImageList, Labels: "labels.txt"})
		if got := shown(l, err); !strings.Contains(got, c.want) || err == nil && got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if _, err := Detect(t.Context(), t.TempDir(), Options{Layout: ImageList}); !errors.Is(err, ErrLayout) ||
		!strings.Contains(err.Error(), "FolderOptions.Labels") {
		t.Errorf("no list: %v", err)
	}
	_, err := Detect(t.Context(), t.TempDir(), Options{Layout: ImageList, Labels: "not-there.txt"})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "not-there.txt") {
		t.Errorf("no such list: %v", err)
	}
}
