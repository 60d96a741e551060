package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The message about an edited study.json names a command, and that command mends it.
func TestEditedStudyIsAccepted(t *testing.T) {
	_, dir, s := finishedLetters(t)
	path := filepath.Join(dir, "study.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), `"repeats":1`, `"repeats":2`, 1)
	if edited == string(text) {
		t.Fatalf("no repeats to edit in %s", text)
	}
	if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"status", s.Name}, {"resume", s.Name}, {"export", s.Name, "--csv", "-"},
		{"pack", s.Name}} {
		expect(t, exitFailed, "", "study check STUDY --accept", append([]string{"study"}, args...)...)
	}
	expect(t, 0, "4 of 8 results intact", "study.json is accepted: a plan of 8 runs", "study", "check", s.Name, "--accept")
	expect(t, exitFailed, "8 runs: 4 done, 4 waiting", "", "study", "status", s.Name)
}
