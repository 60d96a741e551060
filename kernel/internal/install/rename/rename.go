// Package rename moves a checkout of this module to another module path: go.mod, the modules nested in it, imports, and
// the paths of packages that stand in notebooks, documents and tests.
package rename

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"tradeoff/kernel/internal/files"
)

// The errors of Module.
var (
	ErrPath  = errors.New("cannot be the path of this module")
	ErrTaken = errors.New("the new path is spelled in a file already, so that moving back would change it")
)

// mostBytes bounds the files that are rewritten. Larger ones are data.
const mostBytes = 64 << 20

// change is a file with its new content.
type change struct {
	path string
	text []byte
	mode os.FileMode
}

// Module moves the module in the directory root of a git checkout to another path. It returns the files that it has
// changed, and changes none if there is an error. Moving back leaves every file as it was.
func Module(ctx context.Context, root, to string) (changed []string, err error) {
	mod, err := files.Read(filepath.Join(root, "go.mod"), mostBytes)
	if err != nil {
		return nil, err
	}
	from := modfile.ModulePath(mod)
	if err := check(from, to); err != nil {
		return nil, err
	}
	paths, err := tracked(ctx, root)
	if err != nil {
		return nil, err
	}
	changes, err := rewritten(paths, from, to, folders(root, paths))
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if err := files.Write(c.path, c.text, c.mode); err != nil {
			return changed, err
		}
		changed = append(changed, c.path)
	}
	return changed, nil
}

func check(from, to string) error {
	_, _, versioned := module.SplitPathVersion(to)
	switch err := module.CheckImportPath(to); {
	case from == "":
		return fmt.Errorf("%q %w: go.mod has no module line", from, ErrPath)
	case err != nil:
		return fmt.Errorf("%q %w: %w", to, ErrPath, err)
	case !versioned:
		return fmt.Errorf("%q %w: its end looks like a version; want none, or one from /v2 on", to, ErrPath)
	case to == from:
		return fmt.Errorf("%q %w: it has it already", to, ErrPath)
	}
	return nil
}

// tracked lists the regular files of a checkout that git has or would take.
func tracked(ctx context.Context, root string) (paths []string, err error) {
	out, err := exec.CommandContext(ctx, "git", "-C", root, "ls-files", "-z", "--cached", "--others",
		"--exclude-standard").Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files in %s: %w", root, err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		path := filepath.Join(root, filepath.FromSlash(name))
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() <= mostBytes {
			paths = append(paths, path)
		}
	}
	return paths, nil
}

// folders are those at the root that have Go packages: what can follow the path of the module in the path of a package.
func folders(root string, paths []string) (names []string) {
	for _, path := range paths {
		relative, err := filepath.Rel(root, path)
		first, _, deeper := strings.Cut(filepath.ToSlash(relative), "/")
		if err == nil && deeper && strings.HasSuffix(path, ".go") && !strings.HasPrefix(first, ".") &&
			!slices.Contains(names, first) {
			names = append(names, first)
		}
	}
	return names
}

// packagePath matches the path of a package of a module in a text, with what stands before it.
func packagePath(module string, folders []string) *regexp.Regexp {
	quoted := make([]string, len(folders))
	for i, name := range folders {
		quoted[i] = regexp.QuoteMeta(name)
	}
	return regexp.MustCompile(`(^|[^\w./@-]|pkg\.go\.dev/)` + regexp.QuoteMeta(module) + `(/(?:` +
		strings.Join(quoted, "|") + `)\b)`)
}

// mentions reports whether a text has the path of a package of a module. The plain search comes first: the expression,
// which begins with a choice, takes seconds for all notebooks and tables.
func mentions(text []byte, module string, packages *regexp.Regexp) bool {
	return bytes.Contains(text, []byte(module+"/")) && packages.Match(text)
}

// rewritten reads all files and returns those that change.
func rewritten(paths []string, from, to string, folders []string) (changes []change, err error) {
	old, taken := packagePath(from, folders), packagePath(to, folders)
	for _, path := range paths {
		text, err := files.Read(path, mostBytes)
		if err != nil {
			return nil, err
		}
		if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
			continue
		}
		if mentions(text, to, taken) {
			return nil, fmt.Errorf("%s: %w", path, ErrTaken)
		}
		text, err = rewrite(path, text, from, to, old)
		if err != nil {
			return nil, err
		}
		if text == nil {
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change{path, text, info.Mode()})
	}
	return changes, nil
}

// rewrite returns the new content of a file, nil for none.
func rewrite(path string, text []byte, from, to string, old *regexp.Regexp) ([]byte, error) {
	if filepath.Base(path) == "go.mod" {
		return goMod(path, text, from, to)
	}
	if !mentions(text, from, old) {
		return nil, nil
	}
	text = old.ReplaceAll(text, []byte("${1}"+to+"${2}"))
	if filepath.Ext(path) != ".go" {
		return text, nil
	}
	text, err := format.Source(text) // imports are sorted by their paths
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return text, nil
}

// goMod moves the paths of the module and of those nested in it; nil if there are none.
func goMod(path string, text []byte, from, to string) ([]byte, error) {
	f, err := modfile.Parse(path, text, nil)
	if err != nil {
		return nil, err
	}
	changed := false
	for _, statement := range f.Syntax.Stmt {
		lines := []*modfile.Line{}
		switch s := statement.(type) {
		case *modfile.Line:
			lines = append(lines, s)
		case *modfile.LineBlock:
			lines = s.Line
		}
		for _, line := range lines {
			for i, token := range line.Token {
				if rest, ok := strings.CutPrefix(token, from); ok && (rest == "" || rest[0] == '/') {
					line.Token[i], changed = to+rest, true
				}
			}
		}
	}
	if !changed {
		return nil, nil
	}
	return modfile.Format(f.Syntax), nil
}
