package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/install/rename"
	"tradeoff/kernel/internal/modpath"
)

func renameCommand() command {
	return command{
		kept: "run `git status`, and the command again",
		name: "rename-module", args: "PATH", summary: "move this checkout to another module path (for who publishes it)",
		text: `
Gives the module of this checkout another path, such as the address at which it is published: in go.mod, in the modules below dot-folders, in
imports, and where paths of packages stand in notebooks, documents and tests. Everything else is as it was, and moving back gives the same
files. Then: go vet ./... and go run ./kernel setup; commit; tag a version. Projects of users change with
go mod edit -droprequire, -dropreplace, -require and -tool.`,
		run: renameModule,
	}
}

func renameModule(ctx context.Context, std streams, c command, args []string) error {
	others, err := parse(c.flags(std), args)
	switch {
	case err != nil:
		return err
	case len(others) != 1:
		return usageError("want one module path, have %d", len(others))
	}
	m, err := thisMachine()
	if err != nil {
		return err
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	if relative, err := filepath.Rel(m.Module, here); err != nil || strings.HasPrefix(relative, "..") {
		return usageError("run it in the checkout that is to be moved: %s is not in %s", here, m.Module)
	}
	changed, err := rename.Module(ctx, m.Module, others[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(std.err, "rename-module: %s of %s now at %s; to move back: go run ./kernel rename-module %s\n",
		display.Count(len(changed), "file"), m.Module, others[0], modpath.Own())
	return nil
}
