// Package docker reads the image's Dockerfile with the parser of BuildKit, for a place that has no Docker.
package docker

import (
	"fmt"
	"io"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Read returns the instructions of a Dockerfile with one stage. What BuildKit's linter finds is an error.
func Read(text io.Reader) ([]instructions.Command, error) {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	var found []string
	lint := linter.New(&linter.Config{Warn: func(rule, description, _, message string, _ []parser.Range) {
		found = append(found, fmt.Sprintf("%s: %s (%s)", rule, message, description))
	}})
	stages, _, err := instructions.Parse(tree.AST, lint)
	switch {
	case err != nil:
		return nil, err
	case len(found) > 0:
		return nil, fmt.Errorf("the linter: %s", strings.Join(found, "; "))
	case len(stages) != 1:
		return nil, fmt.Errorf("%d stages, want 1", len(stages))
	}
	return stages[0].Commands, nil
}

// Script is what the image's user runs while it is built, as a shell script: the commands after USER, with the
// environment before them. As with docker build --build-arg, a variable of the environment takes the place of the
// default of an ARG.
func Script(commands []instructions.Command, user, home string) string {
	var script strings.Builder
	fmt.Fprintf(&script, "set -eu\nexport NB_USER=%q HOME=%q\n", user, home)
	ours := false
	for _, command := range commands {
		switch c := command.(type) {
		case *instructions.ArgCommand:
			for _, arg := range c.Args {
				fmt.Fprintf(&script, "export %s=\"${%[1]s-%s}\"\n", arg.Key, arg.ValueString())
			}
		case *instructions.EnvCommand:
			for _, pair := range c.Env {
				if pair.Key != "HOME" {
					fmt.Fprintf(&script, "export %s=\"%s\"\n", pair.Key, pair.Value)
				}
			}
		case *instructions.UserCommand:
			ours = true
		case *instructions.WorkdirCommand:
			fmt.Fprintf(&script, "cd \"%s\"\n", c.Path)
		case *instructions.RunCommand:
			if ours {
				fmt.Fprintln(&script, strings.Join(c.CmdLine, " "))
			}
		}
	}
	return script.String()
}
