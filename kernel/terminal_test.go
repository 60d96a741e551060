package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"tradeoff/diversity/study"
)

// hostileText commands terminals in every way that texts can.
const hostileText = "\x1b[2J\x1b]0;owned\a\u009b31m evil\u202etxt.exe\u2066\rdone\x7f"

// commandsTerminal finds what does something instead of showing itself.
func commandsTerminal(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	})
}

// What files hold reaches no terminal raw, whichever command shows it.
func TestNothingCommandsTheTerminal(t *testing.T) {
	root, dir := hostileStudy(t)
	hostileFile := filepath.Join(t.TempDir(), hostileText+".zip")
	if err := os.WriteFile(hostileFile, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"study", "status", "letters"}, {"study", "status", "letters", "--json"}, {"study", "list"},
		{"study", "list", "--json"},
		{"study", "check", "letters", "--all"}, {"study", "check", "letters", "--json"}, {"study", "gc", "letters"},
		{"study", "gc", "letters", "--json"},
		{"study", "unpack", hostileFile}, {"study", "status", dir + hostileText}, {"study", hostileText}, {hostileText},
		{"clean", hostileFile}, {"clean", "--check", hostileFile}, {"convert", hostileFile, "--output", "x.go"},
		{"run", hostileText}, {"study", "export", hostileText, "--csv", "-"},
		{"analyse", hostileFile}, {"verify", hostileFile}, {"worker", "--study", dir + hostileText},
		{"study", "submit", hostileText, "--slurm"},
	} {
		t.Setenv("DIVERSITY_HOME", root)
		_, out, err := call(t, "", args...)
		if out+err == "" || commandsTerminal(out+err) {
			t.Errorf("%q\nstdout: %q\nstderr: %q", args, out, err)
		}
		if strings.Contains(strings.Join(args, " "), "--json") && !json.Valid([]byte(out)) {
			t.Errorf("%q writes no JSON: %q", args, out)
		}
	}
	_, out, _ := call(t, "", "study", "status", "letters")
	if !strings.Contains(out, `\x1b[2J`) || !strings.Contains(out, `\u202etxt`) {
		t.Errorf("the message is not shown escaped:\n%s", out)
	}
	if strings.Count(out, "\n") > 20 {
		t.Errorf("a message makes lines of its own:\n%s", out)
	}
}

// hostileStudy has a failure, a claim and a file whose texts command terminals.
func hostileStudy(t *testing.T) (root, dir string) {
	t.Helper()
	root, dir, _ = finishedLetters(t)
	store, err := study.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := store.Study().Plan()
	if err != nil {
		t.Fatal(err)
	}
	failed := store.Study().RunHash(plan[0])
	if err := os.Remove(filepath.Join(dir, "runs", failed+".json")); err != nil {
		t.Fatal(err)
	}
	claim, err := store.Claim(plan[0])
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(claim.Fail(errors.New(hostileText+"\nfake: 9 runs: 9 done\n"), study.Result{Device: hostileText}), store.Close(),
		os.WriteFile(filepath.Join(dir, "runs", hostileText), nil, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return root, dir
}

func TestProgressLineIsPrintable(t *testing.T) {
	for _, line := range []string{cutLine(hostileText),
		study.Progress{Study: hostileText, Total: 3, Rate: 1, Remaining: time.Hour}.String()} {
		if commandsTerminal(line) {
			t.Errorf("%q", line)
		}
	}
}
