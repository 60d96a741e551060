package result

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inventory is what the library's packages export.
type inventory struct {
	types    map[string]ast.Expr        // by package and name: what the type is
	returned map[string]bool            // types of results of exported functions and methods
	methods  map[string]map[string]bool // names of the methods that each type itself has
}

// takeInventory reads all packages of the library.
func takeInventory(t *testing.T) inventory {
	t.Helper()
	inv := inventory{map[string]ast.Expr{}, map[string]bool{}, map[string]map[string]bool{}}
	err := filepath.WalkDir("../../diversity", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{"internal", "testdata", "peers", "display"}, entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err == nil {
			inv.add(file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func (inv inventory) add(file *ast.File) {
	pkg := file.Name.Name
	for _, declared := range file.Decls {
		switch d := declared.(type) {
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
					inv.types[pkg+"."+s.Name.Name] = s.Type
				}
			}
		case *ast.FuncDecl:
			inv.function(pkg, d)
		}
	}
}

func (inv inventory) function(pkg string, d *ast.FuncDecl) {
	if d.Recv != nil {
		receiver := bare(pkg, d.Recv.List[0].Type)
		if inv.methods[receiver] == nil {
			inv.methods[receiver] = map[string]bool{}
		}
		inv.methods[receiver][d.Name.Name] = true
	}
	if d.Name.IsExported() && d.Type.Results != nil {
		for _, result := range d.Type.Results.List {
			inv.returned[bare(pkg, result.Type)] = true
		}
	}
}

// bare is the name of a type, of the elements of a list or map, or of what is pointed to.
func bare(pkg string, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return bare(pkg, e.X)
	case *ast.ArrayType:
		return bare(pkg, e.Elt)
	case *ast.MapType:
		return bare(pkg, e.Value)
	case *ast.Ident:
		return pkg + "." + e.Name
	case *ast.SelectorExpr:
		return fmt.Sprint(e.X) + "." + e.Sel.Name
	}
	return ""
}

// otherwise are exported types without a display of their own, each with the reason.
var otherwise = map[string]string{
	"figure.Figure":         "is drawn",
	"datasets.File":         "is a part of a Dataset, which has one",
	"datasets.Reading":      "is a part of a Dataset, which has one",
	"diversity.FieldError":  "is an error, whose words are shown",
	"runner.Device":         "is another name of a type of an internal package, which has one",
	"runner.DeviceEvent":    "is another name of a type of an internal package, for a callback",
	"pretrain.Builder":      "exists only while a program is being built",
	"pretrain.Node":         "is GoMLX's, imported by its name",
	"pretrain.Architecture": "holds functions that build programs",
	"pretrain.Source":       "holds a function that reads images",
	"pool.Columns":          "is a part of FolderOptions, which is shown as it is set",
	"photographs.Set":       "is a part of Options, which is shown as it is set",
	"pool.Progress":         "is another name of a type of an internal package, for a callback",
	"theory.Weighting":      "is another name of a type of an internal package, shown as the text that it is",
	"trial.Alone":           "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Comparison":      "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Network":         "is a part of a trial, whose report kernel doctor --device writes",
	"trial.NetworkNumbers":  "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Numbers":         "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Pass":            "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Peak":            "is a part of a trial, whose report kernel doctor --device writes",
	"trial.ReplicaRate":     "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Report":          "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Settings":        "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Speeds":          "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Together":        "is a part of a trial, whose report kernel doctor --device writes",
	"trial.Tolerances":      "is a part of a trial, whose report kernel doctor --device writes",
	"pretrain.Timing":       "is what a trial measures, whose report kernel doctor --device writes",
}

// settings tells types that configure an operation: their fields are named for who sets them, and are shown as they
// are.
func settings(name string) bool {
	for _, end := range []string{"Options", "LineAxis", "runner.InProcess"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// TestEveryTypeHasADisplay fails for a new exported type of the library without a display of its own.
func TestEveryTypeHasADisplay(t *testing.T) {
	inv := takeInventory(t)
	if len(inv.types) < 100 {
		t.Fatalf("only %d exported types were found", len(inv.types))
	}
	checked := 0
	for name, kind := range inv.types {
		switch kind.(type) {
		// Shown by what they hold, their type, or as the text that they are.
		case *ast.InterfaceType, *ast.FuncType, *ast.Ident:
			continue
		}
		methods := inv.methods[name]
		shown := methods["Display"] || methods["Fields"]
		_, excused := otherwise[name]
		switch {
		case shown && excused:
			t.Errorf("%s has a display: it needs no reason to have none", name)
		case !shown && !excused && !settings(name):
			t.Errorf(
				"%s is exported, and has neither a Display nor a Fields method of its own: see package display",
				name,
			)
		}
		checked++
	}
	for name := range otherwise {
		if inv.types[name] == nil && !inv.returned[name] {
			t.Errorf("%s, which has a reason for no display, does not exist", name)
		}
	}
	for name := range inv.returned {
		if pkg, _, _ := strings.Cut(name, "."); inv.types[name] == nil && otherwise[name] == "" &&
			ofLibrary(inv, pkg) &&
			ast.IsExported(name[len(pkg)+1:]) {
			t.Errorf("%s is returned, and not in the inventory", name)
		}
	}
	t.Logf("%d types", checked)
}

func ofLibrary(inv inventory, pkg string) bool {
	for name := range inv.types {
		if strings.HasPrefix(name, pkg+".") {
			return true
		}
	}
	return false
}
