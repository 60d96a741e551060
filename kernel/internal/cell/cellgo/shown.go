package main

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
)

// The program that gonb composes of cells, and in it the package and functions (see package result) that show the value
// of a last expression.
const (
	program       = "main.go"
	resultName    = "kernelresultᐧ"
	showName      = "Show"
	showCallName  = "ShowCall"
	showBoundName = "ShowBound"
	ownMark       = "ᐧ" // in all names that are ours
)

// noValue is what the compiler says of an expression that has none.
var noValue = []byte("(no value) used as value")

// buildShown builds a program that shows a value, twice if there is none. It is not done for other programs. The error
// has no words if the compiler had.
func buildShown(args []string) (done bool, err error) {
	source, err := os.ReadFile(program)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !bytes.Contains(source, []byte(resultName+"."+showName)) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	output, err := compile(args)
	if err != nil && bytes.Contains(output, noValue) {
		built, reading := os.ReadFile(program) // without what was left out
		if plain, ok := withoutShow(built); ok && reading == nil {
			return false, os.WriteFile(program, plain, 0o644)
		}
	}
	_, writing := os.Stderr.Write(explained(output, err))
	return true, errors.Join(err, writing)
}

// output runs a command, which gets the interrupts that come meanwhile, and returns all that it wrote.
func output(cmd *exec.Cmd) ([]byte, error) {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		select {
		case s := <-interrupts:
			_ = cmd.Process.Signal(s) // it may just have ended
		case <-ended:
		}
	}()
	err := cmd.Wait()
	return text.Bytes(), err
}

// withoutShow blanks the call around the last expression and the import that it needs, so that lines and columns stay.
func withoutShow(source []byte) (plain []byte, ok bool) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, program, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, false
	}
	plain = bytes.Clone(source)
	blank := func(from, to token.Pos) {
		for i := fset.Position(from).Offset; i < fset.Position(to).Offset; i++ {
			if plain[i] != '\n' {
				plain[i] = ' '
			}
		}
	}
	for _, spec := range file.Imports {
		if spec.Name != nil && spec.Name.Name == resultName {
			blank(spec.Pos(), spec.End())
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if call, is := node.(*ast.CallExpr); is && isShow(call.Fun) {
			within := call
			if inner, kept := call.Args[0].(*ast.CallExpr); kept && call.Ellipsis.IsValid() {
				within = inner // which notes what is shown
			}
			blank(call.Pos(), within.Lparen+1)
			blank(within.Rparen, call.End())
			ok = true
		}
		return !ok
	})
	return plain, ok
}

func isShow(e ast.Expr) bool { return isOfResult(e, showName) || isOfResult(e, showCallName) }

// isOfResult tells a function of package result.
func isOfResult(e ast.Expr, name string) bool {
	selector, ok := e.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != name {
		return false
	}
	from, ok := selector.X.(*ast.Ident)
	return ok && from.Name == resultName
}
