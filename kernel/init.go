package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"tradeoff/kernel/internal/install/project"
)

func initCommand() command {
	return command{
		kept: "nothing was left half made; run the command again",
		name: "init", args: "DIR [--module PATH]", summary: "make a folder for notebooks and packages of your own",
		text: `
Makes DIR, or takes one that is there, a Go module that requires this one: go.mod, go.sum, a notebook to start with, README.md, .gitignore
and a Dockerfile for Binder. A file that is there already is named, and then nothing is written. Cells have the module of the nearest
go.mod above their notebook: they use packages of DIR without an import line, !go get in a cell changes DIR/go.mod, and the clone stays
as it is. In DIR, "go tool kernel" stands for "go run ./kernel". A DIR that begins with a dash follows --.`,
		run: initProject,
	}
}

func initProject(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	module := set.String("module", "", "the `path` of the new module (default: made of the folder's name)")
	others, err := parse(set, args)
	switch {
	case err != nil:
		return err
	case len(others) != 1:
		return usageError("want one folder, have %d", len(others))
	}
	m, err := thisMachine()
	if err != nil {
		return err
	}
	made, err := project.Init(ctx, project.Options{Dir: others[0], Module: *module, Library: m.Module})
	if err != nil {
		return err
	}
	var names []string
	dir := filepath.Dir(made[0])
	for _, path := range made {
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		names = append(names, name)
	}
	fmt.Fprintf(std.err, "init: made %s in %s; there: go tool kernel run %s\n", strings.Join(names, ", "), dir,
		project.Notebook)
	return nil
}
