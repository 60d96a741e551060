package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/keep"
)

// keptFile declares, beside the program that gonb composes, the variables of earlier cells. gonb does not read it.
const keptFile = protocol.KeptFile

// session is what this cell has of others.
type session struct {
	index   map[string]keep.Entry
	running protocol.Running
}

// mostRunning bounds the description of a cell.
const mostRunning = 1 << 20

// readSession reads the values of earlier cells; nil where none are kept. What is damaged is an error of the cell, not
// of a question about it.
func readSession() (*session, error) {
	dir := os.Getenv(protocol.ValuesVariable)
	if dir == "" {
		return nil, nil
	}
	text, err := files.ReadOwn(filepath.Join(dir, protocol.CellFile), mostRunning)
	if errors.Is(err, fs.ErrNotExist) { // nothing has run yet
		return &session{}, nil
	}
	var s session
	if err == nil {
		err = json.Unmarshal(text, &s.running)
	}
	if err != nil {
		return nil, err
	}
	if s.running.Whole {
		return nil, nil
	}
	s.index, err = keep.Store{Dir: dir}.Index()
	return &s, err
}

// declareKept writes, before goimports looks for packages, what a program has from earlier cells, so that a variable is
// not taken for a package. Initialisers that are not going to run are taken out, for the packages that only they use.
func declareKept(path string) error {
	target := filepath.Join(filepath.Dir(path), keptFile)
	if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if filepath.Base(path) != program {
		return nil
	}
	s, err := readSession()
	if err != nil || s == nil {
		return nil //nolint:nilerr // the step that builds says so
	}
	inquiry := os.Getenv(protocol.InquiryVariable) != ""
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !inquiry {
		source = s.withOuts(source, false)
	}
	p, err := parseProgram(source)
	if err != nil && !inquiry {
		return nil // the compiler says it
	}
	if inquiry { // gopls would not notice that a file is gone
		return os.WriteFile(target, []byte(cmp.Or(s.forInquiry(p), "package main\n")), 0o644)
	}
	plan := s.plan(p)
	if err := writeKept(target, plan.declared()); err != nil {
		return err
	}
	return os.WriteFile(path, p.text(plan.withoutInitialisers()), 0o644)
}

func writeKept(target, text string) error {
	if text == "" {
		return nil
	}
	return os.WriteFile(target, []byte(text), 0o644)
}

// forInquiry declares all that is kept and that the program does not declare.
func (s *session) forInquiry(p *parsed) string {
	var names []string
	for name, e := range s.index {
		if _, out := protocol.OutCell(name); !out && !p.declares(name) && s.usable(e, p) {
			names = append(names, name)
		}
	}
	return declarations(s.index, names)
}

// usable reports whether a value has a type that the program can name.
func (s *session) usable(e keep.Entry, p *parsed) bool {
	if e.File == "" {
		return false
	}
	for _, name := range e.Own {
		if p.kinds[name] != token.TYPE {
			return false
		}
	}
	_, err := parser.ParseExpr(e.Type)
	return err == nil
}

// keptNames are those that stand beside a program.
func keptNames(path string) (names []string) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(filepath.Dir(path), keptFile), nil,
		parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	for _, d := range file.Decls {
		names = append(names, declaredBy(d)...)
	}
	return names
}
