package pool

import "testing"

// Photographs of many sizes are refused by the first images of their classes, before any is kept.
func TestManySizesAreRefusedAtOnce(t *testing.T) {
	ownCache(t)
	dir := folderOf(t, map[string][]byte{
		"cats/1.png": encode(t, "png", gradient(4, 6)), "cats/2.png": encode(t, "png", gradient(4, 6)),
		"dogs/1.png": encode(t, "png", gradient(5, 6)), "dogs/2.png": encode(t, "png", gradient(4, 6)),
	})
	decoded := 0
	o := FolderOptions{OnProgress: func(p Progress) { decoded = max(decoded, p.Done) }}
	_, err := Folder(t.Context(), dir, o)
	wantError(t, err, ErrFormat, "dogs/1.png: it is 5x6", "expected 4x6 as cats/1.png", "FolderOptions.Height and Width")
	if sets, err := PreparedSets(); decoded != 0 || len(sets) != 0 || err != nil {
		t.Errorf("%d images were decoded, %d sets are kept, %v", decoded, len(sets), err)
	}
	o.OnBad = Skip
	if p := mustFolder(t, dir, o); p.Count(0) != 2 || p.Count(1) != 1 {
		t.Errorf("%v", p)
	}
	o.OnBad, o.Height, o.Width = Fail, 4, 4
	if p := mustFolder(t, dir, o); p.Limits().PerClass != 2 {
		t.Errorf("%v", p)
	}
}
