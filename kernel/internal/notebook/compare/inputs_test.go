package compare

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// session is a notebook in JupyterLab, and what the kernel knows of the names in it.
type session struct {
	n     *ipynb.Notebook
	left  map[string]string
	count int
}

func newSession(codes ...string) *session {
	s := &session{n: &ipynb.Notebook{Format: 4, Minor: 5}, left: map[string]string{}}
	for i, code := range codes {
		s.insert(i, code)
	}
	return s
}

func (s *session) insert(at int, code string) {
	c := ipynb.Cell{Type: ipynb.Code, ID: fmt.Sprint(len(s.n.Cells)), Metadata: map[string]any{}, Source: ipynb.Text(code)}
	s.n.Cells = slices.Insert(s.n.Cells, at, c)
}

// run runs a cell, counted from 1, that uses some names, and has what the kernel and the front end leave in the file.
func (s *session) run(at int, uses ...string) {
	c := &s.n.Cells[at-1]
	code := string(c.Source)
	s.count++
	count := s.count
	c.Count = &count
	r := protocol.Ran{Count: count, Source: cell.Digest(code), Uses: map[string]string{}}
	for _, name := range uses {
		r.Uses[name] = s.left[name]
	}
	r.Sets = slices.Concat(cell.Sets(code), cell.Declares(code).Functions, cell.Declares(code).Others)
	for name, version := range cell.Left(code, r) {
		s.left[name] = version
	}
	c.Metadata[protocol.RanKey] = r
	c.Outputs = nil
	if strings.Contains(code, "Println") {
		c.Outputs = []json.RawMessage{json.RawMessage(`{"output_type": "stream", "name": "stdout", "text": ["shown\n"]}`)}
	}
}

// notes are those of the notebook once it was saved, without the title of the cells.
func (s *session) notes(t *testing.T) (notes []string) {
	t.Helper()
	text, err := s.n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	saved, err := ipynb.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range Order(saved) {
		_, note, _ = strings.Cut(note, "cell ")
		number, _, _ := strings.Cut(note, " ")
		_, note, _ = strings.Cut(note, "` ")
		notes = append(notes, number+" "+note)
	}
	return notes
}

const (
	shows  = ": what it shows is not of the notebook as it stands"
	leaves = ": what it left is not of the notebook as it stands"
)

func TestInputs(t *testing.T) {
	const function = "func half(n float64) float64 { return n / 2 }"
	cells := []string{"x := 3.0", function, "y := half(x)", "fmt.Println(1)", "fmt.Println(y)"}
	inOrder := func(s *session) {
		s.run(1)
		s.run(2)
		s.run(3, "x", "half")
		s.run(4)
		s.run(5, "y")
	}
	for name, c := range map[string]struct {
		then func(s *session)
		want []string
	}{
		"in order":        {func(s *session) {}, nil},
		"in order, again": {func(s *session) { inOrder(s) }, nil},
		"changed, and not run": {func(s *session) { s.n.Cells[0].Source = "x := 4.0" }, []string{
			"1 was changed after it ran" + leaves,
			"3 used x as it was before cell 1 was changed" + leaves,
			"5 used y of cell 3, of which the same is true" + shows,
		}},
		"changed, and run": {func(s *session) { s.n.Cells[0].Source = "x := 4.0"; s.run(1) }, []string{
			"2 ran before cell 1 above it: In [2], and there In [6]",
			"3 ran before cell 1 above it: In [3], and there In [6]",
			"3 used x of a run of cell 1 with other code or on other inputs than its last" + leaves,
			"4 ran before cell 1 above it: In [4], and there In [6]",
			"5 ran before cell 1 above it: In [5], and there In [6]",
			"5 used y of cell 3, of which the same is true" + shows,
		}},
		"changed, and run with all but the last": {func(s *session) {
			s.n.Cells[0].Source = "x := 4.0"
			s.run(1)
			s.run(2)
			s.run(3, "x", "half")
			s.run(4)
		}, []string{
			"5 ran before cell 4 above it: In [5], and there In [9]",
			"5 used y of a run of cell 3 with other code or on other inputs than its last" + shows,
		}},
		"run once more as it was": {func(s *session) { s.run(1) }, []string{
			"2 ran before cell 1 above it: In [2], and there In [6]", "3 ran before cell 1 above it: In [3], and there In [6]",
			"4 ran before cell 1 above it: In [4], and there In [6]", "5 ran before cell 1 above it: In [5], and there In [6]",
		}},
		"other comments and spaces": {func(s *session) { s.n.Cells[2].Source = "// halved\ny :=  half(x) // of it" }, nil},
		"not shown any more":        {func(s *session) { s.n.Cells[4].Source = "fmt.Println(y);" }, []string{"5 was changed after it ran" + shows}},
		"a function": {func(s *session) { s.n.Cells[1].Source = "func half(n float64) float64 { return n / 3 }" }, []string{
			"2 was changed after it ran" + leaves,
			"3 used half as it was before cell 2 was changed" + leaves, "5 used y of cell 3, of which the same is true" + shows,
		}},
		"another function beside it": {func(s *session) { s.n.Cells[1].Source += "\nfunc third() {}"; s.run(2) }, []string{
			"3 ran before cell 2 above it: In [3], and there In [6]", "4 ran before cell 2 above it: In [4], and there In [6]",
			"5 ran before cell 2 above it: In [5], and there In [6]",
		}},
		"a cell that is gone": {func(s *session) { s.n.Cells = slices.Delete(s.n.Cells, 0, 1) }, []string{
			"2 used x of code that no cell has now" + leaves, "4 used y of cell 2, of which the same is true" + shows,
		}},
		"a cell between, not run": {func(s *session) { s.insert(3, "y = 7") }, []string{
			"4 was not run, though others were", "6 used y as it was before cell 4 was changed" + shows,
		}},
		"a name that is another": {func(s *session) { s.n.Cells[2].Source = "z := half(x)" }, []string{
			"3 was changed after it ran" + leaves, "5 used y as it was before cell 3 was changed" + shows,
		}},
		"a step that is taken twice": {func(s *session) {
			s.n.Cells[3].Source = "y++"
			s.run(4, "y")
			s.run(4, "y")
			s.run(5, "y")
		}, []string{
			"4 used y as another run than the last of cell 3 left it" + leaves, "5 used y of cell 4, of which the same is true" + shows,
		}},
		"another kernel ran it": {func(s *session) { seven := 7; s.n.Cells[2].Count = &seven }, []string{
			"4 ran before cell 3 above it: In [4], and there In [7]", "5 ran before cell 3 above it: In [5], and there In [7]",
		}},
	} {
		s := newSession(cells...)
		inOrder(s)
		c.then(s)
		if got := s.notes(t); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// TestACellUsesWhatIsDeclaredBelow has run from bottom to top, with which the order is wrong and nothing else.
func TestACellUsesWhatIsDeclaredBelow(t *testing.T) {
	s := newSession("fmt.Println(n)", "n := 1")
	s.run(2)
	s.run(1, "n")
	if got, want := s.notes(t), []string{"2 ran before cell 1 above it: In [1], and there In [2]"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRecords(t *testing.T) {
	s := newSession("x := 1")
	if Ran(s.n) || Records(s.n) {
		t.Error("a notebook that was not run says what it ran on")
	}
	s.run(1)
	if !Ran(s.n) || !Records(s.n) {
		t.Error("a notebook that was run does not say what it ran on")
	}
	other := counted(t, 1, 2)
	if !Ran(other) || Records(other) {
		t.Error("a notebook of others says what it ran on")
	}
}

// TestHostileRecords has metadata of our name that no kernel wrote.
func TestHostileRecords(t *testing.T) {
	big := strings.Repeat("n", 2<<20)
	for _, metadata := range []string{
		`3`, `"x"`, `[]`, `{}`, `{"count": 1}`, `{"count": "1", "source": "a"}`, `{"count": 1, "source": {}}`,
		`{"count": 1, "source": "a", "uses": ["x"]}`, `{"count": 1, "source": "a", "sets": {"x": 1}}`,
		`{"count": 2, "source": "a"}`, `{"count": 1e400, "source": "a"}`, `{"count": 1, "source": "` + big + `"}`,
	} {
		text := `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "id": "a", "source": "x()",
 "execution_count": 1, "outputs": [], "metadata": {"` + protocol.RanKey + `": ` + metadata + `}}]}`
		n, err := ipynb.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := Order(n); got != nil || Records(n) {
			t.Errorf("%.60s: %q", metadata, got)
		}
	}
	s := newSession("x()")
	s.run(1)
	uses := map[string]string{big[:1<<18]: ""}
	for i := range 1000 {
		uses[fmt.Sprint("y", i)] = ""
	}
	s.n.Cells[0].Metadata[protocol.RanKey] = protocol.Ran{Count: 1, Source: cell.Digest("x()"), Uses: uses}
	notes := s.notes(t)
	if len(notes) != 1 || len(notes[0]) > 500 || !strings.Contains(notes[0], ", and 998 more such: what") {
		t.Errorf("%.600q", notes)
	}
}
