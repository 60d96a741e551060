package saved

import (
	"testing"
)

// TestASessionGoesOnAfterRestoring saves what it has restored, and what has changed since.
func TestASessionGoesOnAfterRestoring(t *testing.T) {
	root := t.TempDir()
	saveNew(t, root, "n", store(t, "x", "y"))
	now := store(t, "x")
	s := saveNew(t, root, "n", now)
	if _, err := s.Restore(now, nil); err != nil {
		t.Fatal(err)
	}
	for _, cell := range []int{7, 8} {
		index := indexOf(t, now)
		e := index["x"]
		e.Cell, e.File = cell, "value-later"
		index["x"] = e
		put(t, now.Dir, "value-later", "later")
		replace(t, now, index)
		if err := s.Save(now); err != nil {
			t.Fatal(err)
		}
	}
	next := store(t)
	if r, err := New(root, "n").Restore(next, []string{"x"}); err != nil || len(r.Names) != 1 || indexOf(t, next)["x"].Cell != 8 {
		t.Errorf("%+v, %v", r, err)
	}
}
