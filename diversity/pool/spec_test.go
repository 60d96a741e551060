package pool

import (
	"bytes"
	"encoding/json"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/diversity"
)

func roundTrip(t *testing.T, p Pool) Pool {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var again Pool
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(again)
	if err != nil || !bytes.Equal(text, second) {
		t.Errorf("%s became %s, %v", text, second, err)
	}
	if again.Digest() != p.Digest() || again.String() != p.String() {
		t.Errorf("%v became %v", p, again)
	}
	return again
}

func TestEverySourceOpensAgain(t *testing.T) {
	idx, err := openIDX(t, goodImages, zipped(t, goodLabels))
	if err != nil {
		t.Fatal(err)
	}
	dot := encode(t, "png", gradient(3, 1))
	folder, err := Folder(t.Context(), folderOf(t, map[string][]byte{"a/1.png": dot}), FolderOptions{Gray: true, Height: 2, Width: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []Pool{
		Omniglot().Background(), Omniglot().Evaluation(),
		Omniglot().All().Groups("Latin", "ULOG").Rotations(4).Distort(Distortion{Level: 1, Seed: 1<<64 - 1}),
		idx.Rotations(2), idx.Named("mine").Distort(Distortion{PerClass: 3}), folder,
	} {
		again := roundTrip(t, p)
		last := Ref{p.Classes() - 1, p.Count(p.Classes()-1) - 1}
		if !bytes.Equal(mustImages(t, p, last), mustImages(t, again, last)) {
			t.Errorf("%v: other images after a round trip", p)
		}
	}
}

// The digests are pinned: if they change, every stored study is computed anew.
func TestOmniglotDigestsArePinned(t *testing.T) {
	background := Omniglot().Background()
	for _, c := range []struct {
		p    Pool
		want string
	}{
		{background, "3e66bc10efb3bf74bd7ef5ff51825c39602e390e829505ea7d752ff9f4b8c42e"},
		{Omniglot().Evaluation(), "be507352034ab2c27a05a3c297b963384d016770c6cadaee47c1d26def94e296"},
		{Omniglot().All(), "f7230cf67dd93e89a670664c3ca668135fb77ceef68f7df70c767b5ca1c4c668"},
		{background.Rotations(4).Distort(Distortion{}), "257035efba8f732f65a4114a84ebba5795a67ef0f48374d36101169b83780b1b"},
	} {
		if got := c.p.Digest(); got != c.want {
			t.Errorf("%v: digest %q", c.p, got)
		}
	}
}

func TestDigestsTellPoolsApart(t *testing.T) {
	p := mustNew(t, tiny())
	other := tiny()
	other.Images[35]++
	renamed, regrouped := tiny(), tiny()
	renamed.ClassNames[0], regrouped.Groups[0] = "other", "other"
	pools := []Pool{p, mustNew(t, other), mustNew(t, renamed), mustNew(t, regrouped), p.Rotations(2), p.Named("x"),
		p.Groups("numbers"),
		p.Distort(Distortion{}), p.Distort(Distortion{Seed: 1}), p.Distort(Distortion{Level: 1}),
		p.Distort(Distortion{PerClass: 2}),
		p.Rotations(2).Distort(Distortion{}), p.Distort(Distortion{}).Rotations(2), Omniglot().All()}
	seen := map[string]Pool{}
	for _, q := range pools {
		if twin, twice := seen[q.Digest()]; twice || len(q.Digest()) != 64 {
			t.Errorf("%v and %v have the digest %q", q, twin, q.Digest())
		}
		seen[q.Digest()] = q
	}
	if p.Distort(Distortion{}).Digest() != p.Distort(Distortion{Level: 0.5, PerClass: 1024}).Digest() {
		t.Error("defaults written out change the digest")
	}
}

func TestDigestsDoNotDependOnWhereTheContentLies(t *testing.T) {
	first, err := openIDX(t, goodImages, goodLabels)
	if err != nil {
		t.Fatal(err)
	}
	second, err := openIDX(t, zipped(t, goodImages), zipped(t, goodLabels))
	if err != nil {
		t.Fatal(err)
	}
	memory := mustNew(t, Content{Images: []uint8{1, 2, 3, 4, 5, 6}, Labels: []int{1, 0, 1}, Height: 1, Width: 2})
	if first.Digest() != second.Digest() || first.Digest() != memory.Digest() {
		t.Errorf("digests %.8s %.8s %.8s", first.Digest(), second.Digest(), memory.Digest())
	}
}

func TestChangedContentIsNoticed(t *testing.T) {
	p, err := openIDX(t, goodImages, goodLabels)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(goodImages)
	changed[20]++
	writeFile(t, p.state.source.origin.Images, changed)
	wantError(t, json.Unmarshal(text, &p), ErrContent, "images.idx", p.state.source.digestForTest(t)[:12])
	if err := os.Remove(p.state.source.origin.Labels); err != nil {
		t.Fatal(err)
	}
	wantError(t, json.Unmarshal(text, &p), os.ErrNotExist, "labels.idx")
}

func (s *source) digestForTest(t *testing.T) string {
	t.Helper()
	digest, err := s.digest()
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func TestMemoryCannotBeOpenedAgain(t *testing.T) {
	text, err := json.Marshal(mustNew(t, tiny()).Rotations(2))
	if err != nil {
		t.Fatal(err)
	}
	var p Pool
	wantError(t, json.Unmarshal(text, &p), ErrNotReopenable, `"tiny"`)
}

func TestJSONErrorsNameTheField(t *testing.T) {
	cases := []struct {
		text     string
		sentinel error
		part     string
	}{
		{`null`, diversity.ErrInvalid, `source = ""`},
		{`{"source":"cifar"}`, diversity.ErrInvalid, `"cifar"`},
		{`{"source":"omniglot","part":"third"}`, diversity.ErrInvalid, `"third"`},
		{`{"source":"omniglot","part":"all","colour":1}`, ErrFormat, "colour"},
		{`{"source":"omniglot","part":3}`, ErrFormat, "part"},
		{`{"source":"omniglot","part":"all"} {}`, ErrFormat, "after the value"},
		{`{"source":"omniglot","part":"all","content":"123"}`, ErrContent, "expected 123"},
		{`{"source":"omniglot","part":"all","steps":[{}]}`, ErrFormat, "step 0 sets 0"},
		{`{"source":"omniglot","part":"all","steps":[{"rotations":2},{"rotations":2,"named":"x"}]}`, ErrFormat,
			"step 1 sets 2"},
		{`{"source":"omniglot","part":"all","steps":[{"rotations":3}]}`, diversity.ErrInvalid, "Rotations = 3"},
		{`{"source":"omniglot","part":"all","steps":[{"groups":[]}]}`, diversity.ErrInvalid, "Groups"},
		{`{"source":"omniglot","part":"all","steps":[{"distort":{"level":9}}]}`, diversity.ErrInvalid,
			"Distortion.Level = 9"},
		{`{"source":"folder","dir":"","options":{"height":3}}`, diversity.ErrInvalid, "FolderOptions.Height"},
	}
	for _, c := range cases {
		var p Pool
		wantError(t, p.UnmarshalJSON([]byte(c.text)), c.sentinel, c.part)
		wantError(t, p.Validate(), diversity.ErrInvalid, "zero value")
	}
}

func TestJSONKeepsAbsolutePaths(t *testing.T) {
	dir := folderOf(t, map[string][]byte{"a/1.png": encode(t, "png", plainImage(1, 1, color.White))})
	t.Chdir(filepath.Dir(dir))
	p, err := Folder(t.Context(), "set", FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !filepath.IsAbs(p.state.source.origin.Dir) {
		t.Errorf("dir %q", p.state.source.origin.Dir)
	}
}

// Whatever the text, the reader answers with a valid pool that survives a round trip, or with an error.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"source":"omniglot","part":"background","steps":[{"rotations":4},{"distort":{"level":0.5,"per_class":1024,"seed":0}}]}`))
	f.Add([]byte(`{"source":"omniglot","part":"evaluation","steps":[{"groups":["ULOG"]},{"named":"x"}]}`))
	f.Add([]byte(`{"source":"memory","name":"x","content":"00"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := readSpec(data)
		if err != nil || s.Source == sourceFolder || s.Source == sourceIDX {
			return // these read files of the machine
		}
		var p Pool
		if p.UnmarshalJSON(data) != nil {
			return
		}
		if err := p.Validate(); err != nil || p.Classes() == 0 {
			t.Fatalf("%v, %v", p, err)
		}
		roundTrip(t, p)
	})
}
