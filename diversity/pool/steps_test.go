package pool

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// animals has 4 classes in 2 superclasses, with 3, 1, 2 and 4 images of 2x2, all different, by two photographers.
func animals(t *testing.T) Pool {
	t.Helper()
	c := Content{Name: "animals", Height: 2, Width: 2, ClassNames: []string{"pets/cat", "pets/dog", "zoo/lion", "zoo/ape"},
		Groups: []string{"pets", "pets", "zoo", "zoo"}}
	for class, count := range []int{3, 1, 2, 4} {
		for s := range count {
			c.Labels = append(c.Labels, class)
			c.Images = append(c.Images, byte(class), byte(s), 1, 2)
			c.Sources = append(c.Sources, []string{"ann", "bob"}[s%2])
		}
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ids(p Pool) []string {
	var list []string
	for class := range p.Classes() {
		list = append(list, p.ClassID(class))
	}
	return list
}

// shown lists the first two pixels of every image of a class: class and number in animals.
func shown(t *testing.T, p Pool, class int) string {
	t.Helper()
	var refs []Ref
	for s := range p.Count(class) {
		refs = append(refs, Ref{class, s})
	}
	images, err := p.Images(refs)
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for i := range refs {
		text = append(text, string([]byte{'0' + images[4*i], '0' + images[4*i+1]}))
	}
	return strings.Join(text, " ")
}

func TestStepsChooseClasses(t *testing.T) {
	p := animals(t)
	for name, c := range map[string]struct {
		got  Pool
		want []string
	}{
		"a name":          {p.Only("zoo/ape", "pets/cat"), []string{"pets/cat", "zoo/ape"}},
		"a pattern":       {p.Only("zoo/*"), []string{"zoo/lion", "zoo/ape"}},
		"the last part":   {p.Only("?o[g]", "lion"), []string{"pets/dog", "zoo/lion"}},
		"without":         {p.Without("zoo/*", "dog"), []string{"pets/cat"}},
		"enough images":   {p.AtLeast(3), []string{"pets/cat", "zoo/ape"}},
		"turned":          {p.Rotations(2).Only("cat"), []string{"pets/cat", "pets/cat@180"}},
		"one turned":      {p.Rotations(2).Without("*@180", "cat"), []string{"pets/dog", "zoo/lion", "zoo/ape"}},
		"of another step": {p.Cap(2).AtLeast(2).Without("ape"), []string{"pets/cat", "zoo/lion"}},
	} {
		if !slices.Equal(ids(c.got), c.want) {
			t.Errorf("%s: %q (%v), want %q", name, ids(c.got), c.got.Validate(), c.want)
		}
	}
	if got := shown(t, p.Only("ape"), 0); got != "30 31 32 33" {
		t.Errorf("images of ape: %s", got)
	}
}

func TestCapKeepsTheFirstOrAny(t *testing.T) {
	p := animals(t)
	first := p.Cap(2)
	for class, want := range []string{"00 01", "10", "20 21", "30 31"} {
		if got := shown(t, first, class); got != want {
			t.Errorf("class %d: %s, want %s", class, got, want)
		}
	}
	counts := make([]int, 4)
	const draws = 4000
	for seed := range uint64(draws) {
		for image := range strings.FieldsSeq(shown(t, p.CapAtRandom(2, seed), 3)) {
			counts[image[1]-'0']++
		}
	}
	// Each image is kept with probability 1/2; 4.9 standard deviations are exceeded once in 10^6 for each.
	for image, count := range counts {
		if count < draws/2-155 || count > draws/2+155 {
			t.Errorf("image %d was kept %d times of %d", image, count, draws)
		}
	}
	if a, b := p.CapAtRandom(2, 1), p.CapAtRandom(2, 2); a.Digest() == b.Digest() || a.Digest() == first.Digest() {
		t.Error("other choices have one digest")
	}
}

func TestRelabelledHasTheImagesOfAllMembers(t *testing.T) {
	p := animals(t).Relabelled()
	if !slices.Equal(ids(p), []string{"pets", "zoo"}) || shown(t, p, 0) != "00 01 02 10" || shown(t, p, 1) != "20 21 30 31 32 33" {
		t.Errorf("%v: %s; %s", p, shown(t, p, 0), shown(t, p, 1))
	}
	if got := p.BaseIDs(1); !slices.Equal(got, []string{"zoo/lion", "zoo/ape"}) || p.BaseID(1) != "zoo" || p.Group(1) != "" {
		t.Errorf("members %q of %q in %q", got, p.BaseID(1), p.Group(1))
	}
	if got := p.Named("a").BaseIDs(0); !slices.Equal(got, []string{"a:pets/cat", "a:pets/dog"}) {
		t.Errorf("members named: %q", got)
	}
	turned := p.Rotations(4).Distort(Distortion{PerClass: 50})
	if turned.Classes() != 8 || turned.Originals(1) != 6 || turned.Source(Ref{5, 6 + 3}) != "bob" {
		t.Errorf("%v, source %q", turned, turned.Source(Ref{5, 9}))
	}
}

func TestSourcesAreKept(t *testing.T) {
	p := animals(t)
	if p.Source(Ref{0, 1}) != "bob" || p.Source(Ref{0, 9}) != "" || p.Only("ape").Source(Ref{0, 2}) != "ann" {
		t.Error("another source")
	}
	if got := Omniglot().Background().Source(Ref{0, 0}); got != "" {
		t.Errorf("Omniglot: %q", got)
	}
	one, err := New(Content{Height: 1, Width: 1, Images: []uint8{1}, Labels: []int{0}, Sources: []string{"a"}})
	other, err2 := New(Content{Height: 1, Width: 1, Images: []uint8{1}, Labels: []int{0}, Sources: []string{"b"}})
	if err != nil || err2 != nil || one.Digest() == other.Digest() {
		t.Errorf("the digest does not tell sources: %v, %v", err, err2)
	}
	_, err = New(Content{Height: 1, Width: 1, Images: []uint8{1}, Labels: []int{0}, Sources: []string{"a", "b"}})
	wantInvalid(t, err, "len(Content.Sources) = 2", "1, one for each image")
}

func TestTablesGiveNamesAndSuperclasses(t *testing.T) {
	p := animals(t)
	named := p.NamedFrom(Table{"cat": "Katze", "pets/dog": "Tier", "lion": "Tier", "ape": "Affe", "unused": "x"}).Rotations(2)
	want := []string{"Katze", "Tier (pets/dog)", "Tier (zoo/lion)", "Affe"}
	if got := ids(named)[:4]; !slices.Equal(got, want) || named.BaseID(1) != "pets/dog" || named.ClassID(4) != "Katze@180" {
		t.Errorf("%q, %q, %q", got, named.BaseID(1), named.ClassID(4))
	}
	after := p.Rotations(2).NamedFrom(Table{"cat": "Katze", "dog": "Hund", "lion": "L", "ape": "A"})
	if after.ClassID(5) != "Hund@180" || after.BaseID(5) != "pets/dog" {
		t.Errorf("%q (%v)", ids(after), after.Validate())
	}
	grouped := p.GroupedBy(Table{"cat": "feline", "lion": "feline", "dog": "other", "ape": "other"})
	if got := grouped.Relabelled(); shown(t, got, 0) != "00 01 02 20 21" {
		t.Errorf("%v", got)
	}
	with := p.GroupedBy(Table{"cat": "feline", "lion": "feline", "dog": "other", "ape": "other", "more": "x"})
	if with.Digest() != grouped.Digest() {
		t.Error("rows of other classes change the digest")
	}
}

func TestTreesAreCut(t *testing.T) {
	p := animals(t)
	paths := Table{"cat": "n2:feline > n1:carnivore > n0:animal", "dog": "n3:canine > n1:carnivore > n0:animal",
		"lion": "n2:feline > n1:carnivore > n0:animal", "ape": "n0:animal"}
	for name, c := range map[string]struct {
		cut  TreeCut
		want []string
	}{
		"the root":     {TreeCut{}, []string{"animal", "animal", "animal", "animal"}},
		"depth 1":      {TreeCut{Depth: 1}, []string{"carnivore", "carnivore", "carnivore", "animal"}},
		"depth 2":      {TreeCut{Depth: 2}, []string{"feline", "canine", "feline", "animal"}},
		"too deep":     {TreeCut{Depth: 9}, []string{"feline", "canine", "feline", "animal"}},
		"nearest node": {TreeCut{Nodes: []string{"animal", "n2"}}, []string{"feline", "animal", "feline", "animal"}},
		"the rest":     {TreeCut{Nodes: []string{"n1:carnivore"}, Rest: "-"}, []string{"carnivore", "carnivore", "carnivore", "-"}},
	} {
		got := p.GroupedByTree(paths, c.cut)
		for class, want := range c.want {
			if got.Group(class) != want {
				t.Errorf("%s: class %d is %q (%v), want %q", name, class, got.Group(class), got.Validate(), want)
			}
		}
	}
	wantInvalid(t, p.GroupedByTree(paths, TreeCut{Nodes: []string{"feline"}}).Validate(), "TreeCut.Nodes", "below")
	wantInvalid(t, p.GroupedByTree(paths, TreeCut{Depth: -1}).Validate(), "TreeCut.Depth = -1")
	twice := Table{"cat": "n8:crane", "dog": "n9:crane", "lion": "n8:crane", "ape": "n9:crane"}
	if got := p.GroupedByTree(twice, TreeCut{}).GroupNames(); !slices.Equal(got, []string{"n8:crane", "n9:crane"}) {
		t.Errorf("two nodes of one name: %q", got)
	}
}

func wantInvalid(t *testing.T, err error, parts ...string) {
	t.Helper()
	wantError(t, err, diversity.ErrInvalid, parts...)
}

func TestStepErrorsNameTheStep(t *testing.T) {
	p := animals(t)
	flat := p.Relabelled()
	for _, c := range []struct {
		p    Pool
		says []string
	}{
		{p.Only(), []string{"Only = none"}},
		{p.Only("cat", "cow*"), []string{`Only = "cow*"`, "fits a class"}},
		{p.Only("[a"), []string{`Only = "[a"`, "path.Match"}},
		{p.Without("cow"), []string{`Without = "cow"`}},
		{p.Without("*/*"), []string{"Without", "leave a class"}},
		{p.AtLeast(0), []string{"AtLeast = 0"}},
		{p.AtLeast(5), []string{"AtLeast = 5", "1..4, the images of class zoo/ape"}},
		{p.Cap(0), []string{"Cap = 0"}},
		{p.Distort(Distortion{}).Cap(1), []string{"Cap", "before it is distorted"}},
		{flat.Relabelled(), []string{"Relabelled = class pets", "GroupedBy"}},
		{p.Rotations(2).Relabelled(), []string{"Relabelled", "before"}},
		{p.Distort(Distortion{}).Relabelled(), []string{"Relabelled", "before"}},
		{p.GroupedBy(Table{"cat": "x"}), []string{"GroupedBy = 3 classes of 4", "pets/dog, zoo/lion, zoo/ape"}},
		{p.NamedFrom(nil), []string{"NamedFrom = 4 classes of 4"}},
		{Pool{}.NamedFrom(nil), []string{"zero value"}},
		{Pool{}.AtLeast(0), []string{"zero value"}},
	} {
		wantInvalid(t, c.p.Validate(), c.says...)
	}
}

func TestStepsComeBackFromJSON(t *testing.T) {
	base := Omniglot().Background()
	table := Table{}
	for class := range base.Classes() {
		table[base.BaseID(class)] = strings.ToUpper(base.Group(class)[:1])
	}
	seen := map[string]bool{}
	for _, p := range []Pool{
		base.Only("Latin/*"), base.Without("Greek/*"), base.AtLeast(20), base.Cap(3), base.CapAtRandom(3, 7),
		base.GroupedBy(table), base.GroupedBy(table).Relabelled(), base.NamedFrom(table), base.Relabelled().AtLeast(500),
	} {
		text, err := json.Marshal(p)
		var again Pool
		err = errors.Join(err, json.Unmarshal(text, &again))
		if err != nil || again.Digest() != p.Digest() || seen[p.Digest()] {
			t.Errorf("%v: %v, digest %s and %s", p, err, p.Digest(), again.Digest())
			continue
		}
		seen[p.Digest()] = true
		if again.String() != p.String() || !slices.Equal(ids(again), ids(p)) {
			t.Errorf("%v came back as %v", p, again)
		}
	}
	for _, steps := range []string{`{"only":["x"]}`, `{"grouped":{"a":"b"}}`, `{"named_from":{"a":"b"}}`, `{"cap":{"images":-1}}`,
		`{"at_least":-1}`, `{"at_least":21}`, `{"relabelled":true,"at_least":2}`, `{"relabelled":false}`, `{"only":[]}`} {
		err := json.Unmarshal([]byte(`{"source":"omniglot","part":"background","steps":[`+steps+`]}`), new(Pool))
		if !errors.Is(err, ErrFormat) && !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%s: %v", steps, err)
		}
	}
}

func TestReadTable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table")
	for _, c := range []struct {
		text string
		o    TableOptions
		want Table
		says string
	}{
		{"n00001740\tentity\nn02084071\tdog, domestic dog, Canis familiaris\n", TableOptions{FirstTerm: true},
			Table{"n00001740": "entity", "n02084071": "dog"}, ""},
		{"label,wnid,name\n0,n1,fish\n1,n2,\"bird, any\"\n", TableOptions{Key: "wnid", Value: "name"},
			Table{"n1": "fish", "n2": "bird, any"}, ""},
		{"a,b\na,c\n", TableOptions{}, nil, `line 2: "a" has two different values`},
		{"a,b,c\n1,2,3\n", TableOptions{}, nil, "TableOptions.Key"},
		{"a,b\n1,2\n", TableOptions{Key: "a", Value: "x"}, nil, `columns of ["a" "b"]`},
		{"a,b\n1,2\n", TableOptions{Key: "a"}, nil, "both, or none"},
		{"", TableOptions{}, nil, "no row"},
		{"PAR1....", TableOptions{}, nil, "Parquet"},
	} {
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := ReadTable(file, c.o)
		if c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%q: error %v, want %q", c.text, err, c.says)
		}
		if c.says == "" && (err != nil || len(got) != len(c.want)) {
			t.Errorf("%q: %v, %v", c.text, got, err)
		}
		for key, want := range c.want {
			if got[key] != want {
				t.Errorf("%q: %s is %q, want %q", c.text, key, got[key], want)
			}
		}
	}
	if _, err := ReadTable(filepath.Dir(file), TableOptions{}); err == nil {
		t.Error("a directory is read")
	}
}

// WordNet above the thousand classes of ILSVRC, as others wrote it down.
func TestWordNetIsCut(t *testing.T) {
	file := filepath.Join(sharedData(t, "wordnet-ilsvrc1000"), "classes.tsv")
	paths, err := ReadTable(file, TableOptions{Key: "wnid", Value: "hypernym_path_leaf_to_root(wnid:name)"})
	names, err2 := ReadTable(file, TableOptions{Key: "wnid", Value: "name"})
	if err != nil || err2 != nil || len(paths) != 1000 || len(names) != 1000 {
		t.Fatal(len(paths), len(names), err, err2)
	}
	c := Content{Height: 1, Width: 1}
	for id := range paths {
		c.ClassNames, c.Labels, c.Images = append(c.ClassNames, id), append(c.Labels, len(c.Labels)), append(c.Images, 0)
	}
	p := mustNew(t, c).NamedFrom(names).GroupedByTree(paths, TreeCut{Nodes: []string{"dog", "n01503061"}, Rest: "rest"})
	counts := map[string]int{}
	for class := range p.Classes() {
		counts[p.Group(class)]++
	}
	if counts["dog"] != 118 || counts["bird"] != 52 || counts["rest"] != 830 { // as grep counts the lines of the file
		t.Errorf("%v: %v", p, counts)
	}
	if cranes := p.Only("crane (*"); cranes.Classes() != 2 {
		t.Errorf("two cranes: %q (%v)", ids(cranes), cranes.Validate())
	}
}
