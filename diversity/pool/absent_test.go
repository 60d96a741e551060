package pool

import (
	"encoding/json"
	"testing"
)

func absentOf(t *testing.T, p Pool) Pool {
	t.Helper()
	text, err := json.Marshal(p)
	if err == nil {
		text, err = WithoutImages(text)
	}
	var absent Pool
	if err == nil {
		err = json.Unmarshal(text, &absent)
	}
	if err != nil {
		t.Fatal(err)
	}
	return absent
}

func TestAbsentPoolsHaveTheirDigests(t *testing.T) {
	folder, err := Folder(t.Context(), folderOf(t, map[string][]byte{
		"a/1.png": encode(t, "png", gradient(3, 2)), "b/1.png": encode(t, "png", gradient(3, 3)),
	}), FolderOptions{Height: 2, Width: 2})
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]Pool{
		"memory": mustNew(t, tiny()), "a folder": folder, "steps": folder.Without("b").Rotations(4),
		"embedded": Omniglot().Background().Groups("Latin", "Greek").Distort(Distortion{Level: 1}),
	} {
		absent := absentOf(t, p)
		if absent.Digest() != p.Digest() || p.Digest() == "" {
			t.Errorf("%s: digest %q, want %q", name, absent.Digest(), p.Digest())
		}
		if twice := absentOf(t, absent); twice.Digest() != p.Digest() {
			t.Errorf("%s: digest %q when written again, want %q", name, twice.Digest(), p.Digest())
		}
	}
}

func TestAbsentPoolsSayThatTheyHaveNoImages(t *testing.T) {
	absent := absentOf(t, Omniglot().Evaluation())
	wantError(t, absent.Validate(), ErrAbsent, "omniglot evaluation")
	wantError(t, absent.Cap(3).Validate(), ErrAbsent)
	_, err := absent.Images([]Ref{{}})
	wantError(t, err, ErrAbsent)
	if height, _, _ := absent.Shape(); height != 0 || absent.Classes() != 0 {
		t.Errorf("height %d, %d classes, want none", height, absent.Classes())
	}
}

func TestPoolsWithoutContentCannotBeAbsent(t *testing.T) {
	for _, text := range []string{`{"source":"omniglot","part":"all"}`, `{"source":"folder","dir":"/","absent":true}`} {
		_, err := WithoutImages([]byte(text))
		wantError(t, err, ErrFormat, "digest of its content")
		wantError(t, new(Pool).UnmarshalJSON([]byte(`{"source":"folder","dir":"/","absent":true}`)), ErrFormat, "digest")
	}
	_, err := WithoutImages([]byte(`{"source":"folder","pixels":"all"}`))
	wantError(t, err, ErrFormat, "pixels")
}
