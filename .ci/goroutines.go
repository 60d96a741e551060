//go:build ignore

// Goroutines lists the packages whose tests can have more than one goroutine: those are what the race detector is for.
// A package counts if it, a package of this module that it imports, or its tests have a go statement or a call that
// starts one, or import something that starts them: another module, an HTTP server, a process whose output is copied.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// pkg is what go list says of a package.
type pkg struct {
	ImportPath, Dir                    string
	GoFiles, TestGoFiles, XTestGoFiles []string
	Imports, TestImports, XTestImports []string
	Module                             *struct{ Path string }
}

// quiet are other modules that start no goroutine.
var quiet = []string{"golang.org/x/", "github.com/yuin/goldmark"}

func main() {
	packages, module := list()
	own := map[string]bool{} // with goroutines, tests apart
	var has func(path string) bool
	has = func(path string) bool {
		p, known := packages[path]
		if !known {
			return slices.Contains([]string{"net/http", "net/http/httptest", "os/exec"}, path) || foreign(path)
		}
		if _, seen := own[path]; !seen {
			own[path] = starts(p.Dir, p.GoFiles) || slices.ContainsFunc(p.Imports, has)
		}
		return own[path]
	}
	for _, path := range module {
		p := packages[path]
		tests, imports := slices.Concat(p.TestGoFiles, p.XTestGoFiles), slices.Concat(p.TestImports, p.XTestImports)
		if len(tests) > 0 && (has(path) || starts(p.Dir, tests) || slices.ContainsFunc(imports, has)) {
			fmt.Println(path)
		}
	}
}

// list asks for the packages of this module and those that they import of it.
func list() (packages map[string]pkg, paths []string) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports,Module", "./...").Output()
	if err != nil {
		log.Fatal(err)
	}
	packages = map[string]pkg{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p pkg
		if err := decoder.Decode(&p); err != nil {
			log.Fatal(err)
		}
		packages[p.ImportPath], paths = p, append(paths, p.ImportPath)
	}
	return packages, paths
}

// foreign says whether a path is that of another module which may start goroutines.
func foreign(path string) bool {
	return strings.Contains(path, ".") && !slices.ContainsFunc(quiet, func(prefix string) bool {
		return strings.HasPrefix(path, prefix)
	})
}

// starts looks for what starts a goroutine in some files.
func starts(dir string, files []string) (found bool) {
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, 0)
		if err != nil {
			log.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.GoStmt:
				found = true
			case *ast.SelectorExpr:
				found = found || slices.Contains([]string{"Go", "Parallel", "RunParallel", "AfterFunc"}, node.Sel.Name)
			}
			return !found
		})
	}
	return found
}
