package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

const declaredBefore = `package main

type Row struct{ x, Width int }

func (r Row) Area() int { return r.Width * scale }

const scale = 2

var table = makeTable()

func makeTable() []Row { return []Row{{Width: n}} }

func twice(x int) int { return helper(x) * 2 }

func helper(x int) int { return x + n }

func unused() int { return a }
`

// usedBy is what a cell with these statements notes of what it uses.
func usedBy(t *testing.T, declared, statements string, running protocol.Running) []string {
	t.Helper()
	rewritten(t, declared+"\nfunc main() {\n\t"+statements+"\n}\n", running, earlier())
	text, err := os.ReadFile(filepath.Join(os.Getenv(protocol.ValuesVariable), protocol.UsedFile))
	if err != nil {
		t.Fatal(err)
	}
	var used protocol.Used
	if err := json.Unmarshal(text, &used); err != nil || used.Count != running.Count {
		t.Fatalf("%s: %v", text, err)
	}
	return used.Names
}

func TestACellNotesWhatItUses(t *testing.T) {
	for statements, want := range map[string]string{
		"":                                 "",
		"_ = x + 1":                        "x",
		"x++":                              "x",
		"x += 2":                           "x",
		"x = 3":                            "",
		"x = 3; _ = x":                     "",
		"x := 3; _ = x":                    "",
		"x := x + 1; _ = x":                "x",
		"_ = x; x = 3":                     "x",
		"if true { x = 3 }":                "x",
		"a, x = x, 1":                      "x",
		"_ = func(x int) int { return x }": "",
		"_ = strings.ToUpper(\"a\")":       "",
		"_ = strings[0]":                   "strings",
		"_ = twice(1)":                     "helper n twice",
		"n = 4; _ = twice(1)":              "helper twice",
		"n := 4; _ = twice(n)":             "helper twice",
		"f := twice; _ = f":                "helper n twice",
		"_ = Row{x: 1}.Width":              "Row Row.Area scale x", // x before a colon might be a key of a map
		"_ = len(table)":                   "Row Row.Area makeTable n scale table",
		"_ = at.Year()":                    "at",
		"var y = a; _ = y":                 "a",
	} {
		if got := strings.Join(usedBy(t, declaredBefore, statements, protocol.Running{Count: 9}), " "); got != want {
			t.Errorf("%q uses %q, want %q", statements, got, want)
		}
	}
}

// What a cell declares itself is not of others; its initialisers run, its functions do not.
func TestACellUsesNothingOfItsOwn(t *testing.T) {
	source := "package main\n\nvar y = x + z()\n\nfunc z() int { return n }\n\nfunc w() int { return a }\n"
	running := protocol.Running{Count: 3, Variables: []string{"y"}, Functions: []string{"z", "w"}}
	if got := usedBy(t, source, "_ = y", running); !slices.Equal(got, []string{"n", "x"}) {
		t.Errorf("it uses %q", got)
	}
}
