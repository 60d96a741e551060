package project

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"tradeoff/kernel/internal/modpath"
)

// reserved names mean something else to the go command, or are folders from which nothing can be imported.
var reserved = [...]string{"all", "cmd", "example", "internal", "main", "std", "test", "testdata", "tool", "vendor",
	"work"}

// moduleName is the path of the new module: the one that is asked for, or one made of the folder's name.
func moduleName(ctx context.Context, o Options, base string) (string, error) {
	if o.Module != "" {
		return o.Module, checkModule(ctx, o.Module, o.Library)
	}
	name := strings.Trim(strings.Map(plain, base), "-._~")
	name = cmp.Or(name, "project")
	for _, candidate := range []string{name, name + "-project"} {
		if checkModule(ctx, candidate, o.Library) == nil {
			return candidate, nil
		}
	}
	return "project", nil
}

// plain replaces what a module path cannot have.
func plain(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("-._", r):
		return r
	}
	return '-'
}

// checkModule checks a module path as `go mod init` does, and that it hides no other package.
func checkModule(ctx context.Context, path, library string) error {
	first, _, _ := strings.Cut(path, "/")
	_, _, versioned := module.SplitPathVersion(path)
	switch err := module.CheckImportPath(path); {
	case err != nil:
		return fmt.Errorf("%q %w: %w", path, ErrModule, err)
	case !versioned || strings.HasSuffix(path, "/v1") || strings.HasSuffix(path, "/v0"):
		return fmt.Errorf("%q %w: its end looks like a version; want none, or one from /v2 on", path, ErrModule)
	case slices.Contains(reserved[:], first) || strings.Contains("/"+path+"/", "/internal/"):
		return fmt.Errorf("%q %w: Go reserves such a name; want a path such as example.org/project", path, ErrModule)
	case path == modpath.Own() || strings.HasPrefix(path, modpath.Own()+"/"):
		return fmt.Errorf("%q %w: it is the laboratory's", path, ErrModule)
	case isStandard(ctx, path, library):
		return fmt.Errorf("%q %w: it is a package of Go's own", path, ErrModule)
	}
	return nil
}

// isStandard asks the go command, without a network, whether a package is Go's own.
func isStandard(ctx context.Context, path, library string) bool {
	cmd := exec.CommandContext(ctx, "go", "list", "-find", "-e", "-f", "{{.Standard}}", "--", path)
	cmd.Dir = library
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "GOPROXY=off")
	out, err := cmd.Output()
	return err == nil && strings.TrimSpace(string(out)) == "true"
}
