package stale

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// run is a cell in short: "c x=1 y=2 <x z" sets x and y and uses x and z.
func run(l *Ledger, count int, text string) {
	words := strings.Fields(text)
	r := Run{Cell: words[0], Count: count, Code: text, Sets: map[string]string{}}
	for i, w := range words[1:] {
		if name, uses := strings.CutPrefix(w, "<"); uses {
			r.Uses = append([]string{name}, words[i+2:]...)
			break
		}
		name, value, _ := strings.Cut(w, "=")
		r.Sets[name] = value
	}
	l.Add(r)
}

// stale are the stale cells after runs, each with its reasons.
func stale(l *Ledger) (list []string) {
	for _, m := range l.Stale() {
		list = append(list, m.Cell+" "+m.Why)
	}
	return list
}

func TestStaleCells(t *testing.T) {
	for _, c := range []struct {
		name string
		runs string // separated by ;
		want string // separated by |
	}{
		{"in order", "a n=1; b <n; c n=2 <n; d <n", ""},
		{"changed above", "a n=1; b <n; a n=2", "b uses n, which Cell[3] changed"},
		{"changed to the same", "a n=1; b <n; a n=1", ""},
		{"changed and back", "a n=1; b <n; a n=2; a n=1", ""},
		{"run again", "a n=1; b <n; a n=2; b <n", ""},
		{"not used", "a n=1; b <m; a n=2", ""},
		{"not known when it ran", "b <n; a n=1; a n=2", ""},
		{"below", "a n=1; b <n; c n=2", ""},
		{"below only", "a f=1; b <f; a f=2; c <f; a f=3", "b uses f, which Cell[5] changed|c uses f, which Cell[5] changed"},
		{"two names of two cells", "a n=1; b m=1; c <n m; a n=2; b m=2", "c uses m, which Cell[5] changed; uses n, which Cell[4] changed"},
		{"a redefinition hides what is above", "a n=1; b n=5; c <n; a n=2", ""},
		{"a step does not", "a n=1; b n=2 <n; c <n; a n=7", "b uses n, which Cell[4] changed|c uses n of Cell[2], which is stale"},
		{"a step that is undone", "a n=1; b n=2 <n; c <n; a n=1; b n=2 <n", ""},
		{"a step that is taken twice", "a n=1; b n=2 <n; c <n; b n=3 <n", "c uses n, which Cell[4] changed"},
		{"a step does not make itself stale", "a n=1; b n=2 <n; b n=3 <n", ""},
		{"through another cell", "a n=1; b m=1 <n; c <m; a n=2", "b uses n, which Cell[4] changed|c uses m of Cell[2], which is stale"},
		{"through another cell that ran later, as before", "a n=1; b m=1 <n; c <m; b m=1 <n; a n=2", "b uses n, which Cell[5] changed|c uses m of Cell[4], which is stale"},
		{"through another cell that ends the same", "a n=1; b m=1 <n; c <m; a n=2; b m=1 <n", ""},
		{"through another cell that ends otherwise", "a n=1; b m=1 <n; c <m; a n=2; b m=2 <n", "c uses m, which Cell[5] changed"},
	} {
		l := NewLedger()
		for i, text := range strings.Split(c.runs, ";") {
			run(l, i+1, text)
		}
		var want []string
		if c.want != "" {
			want = strings.Split(c.want, "|")
		}
		if got := stale(l); !slices.Equal(got, want) {
			t.Errorf("%s: %q\nstale are %q\nwant      %q", c.name, c.runs, got, want)
		}
	}
}

// The notebook may have its cells in another order than that in which they ran first.
func TestTheOrderOfTheNotebook(t *testing.T) {
	l := NewLedger()
	for i, text := range []string{"b f=1", "a <f", "b f=2", "deleted f=9"} {
		run(l, i+1, text)
	}
	if got, want := stale(l), []string{"a uses f, which Cell[3] changed"}; !slices.Equal(got, want) {
		t.Errorf("without an order: %q, want %q", got, want)
	}
	l.Order([]string{"a", "text", "b"}) // a uses what only a cell below it declares
	if got, want := stale(l), []string{"a uses f, which Cell[3] changed"}; !slices.Equal(got, want) {
		t.Errorf("above: %q, want %q", got, want)
	}
	l.Order([]string{"a", "text"})
	if got := stale(l); got != nil {
		t.Errorf("without the cell that it used: %q", got)
	}
	l.Order([]string{"deleted", "b", "a"})
	if got, want := stale(l), []string{"a uses f, which Cell[3] changed"}; !slices.Equal(got, want) {
		t.Errorf("below: %q, want %q", got, want)
	}
	if m := l.Stale()[0]; m.Position != 2 || m.Count != 2 || m.Code != "a <f" {
		t.Errorf("the mark is %+v", m)
	}
}

// A cell that fails has left what it left before.
func TestACellThatFails(t *testing.T) {
	l := NewLedger()
	run(l, 1, "a n=1")
	run(l, 2, "b <n")
	l.Add(Run{Cell: "a", Count: 3, Keeps: true})
	if got := stale(l); got != nil {
		t.Errorf("stale by a failure: %q", got)
	}
	run(l, 4, "a n=2")
	l.Add(Run{Cell: "a", Count: 5, Keeps: true})
	if got, want := stale(l), []string{"b uses n, which Cell[4] changed"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestVersionsOfOthers(t *testing.T) {
	l := NewLedger()
	l.Set(map[string]string{"n": "1"})
	run(l, 1, "a <n")
	run(l, 2, "b n=2")
	if got := l.Version("n"); got != "2" || l.Version("m") != "" {
		t.Errorf("versions %q and %q", got, l.Version("m"))
	}
	if got, want := stale(l), []string{"a uses n, which Cell[2] changed"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOldCellsAreForgotten(t *testing.T) {
	l := NewLedger()
	for i := range mostCells + 10 {
		run(l, i, fmt.Sprintf("c%d n=%d", i, i))
	}
	if len(l.cells) != mostCells || l.cells[0].Cell != "c10" {
		t.Errorf("%d cells from %s", len(l.cells), l.cells[0].Cell)
	}
}
