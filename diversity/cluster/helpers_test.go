package cluster

import (
	"os"
	"path/filepath"
	"testing"
)

// golden compares a text with the file in testdata; UPDATE=1 writes it.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s (UPDATE=1 go test writes it) is now\n%s", path, text)
	}
}
