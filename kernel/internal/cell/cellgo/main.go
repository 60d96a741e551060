// Command cellgo stands in front of go and goimports on the PATH of a notebook's kernel; the name it is called by says
// which.
//
//   - As go it drops the bare "go get" with which gonb precedes every build. Cells build in a workspace with our module
//     or the user's, whose pinned requirements are all there already, so the look-up would cost time and fail without a
//     network.
//   - As goimports it first adds imports of our own packages and of the user's project, by name. The real goimports
//     would search the whole module cache for them each time, and might choose another package of the same name. It
//     has no network: it would load the requirements of the module, and runs before each completion.
//   - As go doc it asks no network, whatever the name; gopls is started without one (patch 20 of package gonbfix).
//   - Before both it declares the variables of earlier cells that a cell mentions, and has the cell keep its own
//     (package keep).
//   - Of a cell whose last expression is shown (package cell) it takes that back if the compiler finds that the
//     expression has no value, and builds once more. To errors of the compiler it adds what was meant.
//
// Everything else goes to the real program, the next one of that name on the PATH.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"tradeoff/kernel/internal/cell/protocol"
)

func main() {
	name := filepath.Base(os.Args[0])
	err := run(name, os.Args[1:])
	if errors.Is(err, errRefused) {
		os.Exit(1)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(max(1, exit.ExitCode())) // the program has said why
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

func run(name string, args []string) error {
	if name == "goimports" || isDocumentation(args) {
		if err := offline(); err != nil {
			return err
		}
	}
	switch {
	case name == "go" && isBareGet(args):
		return nil
	case name == "goimports":
		for _, path := range args {
			if strings.HasSuffix(path, ".go") {
				if err := declareKept(path); err != nil {
					return err
				}
			}
		}
		if err := addImports(os.Getenv(protocol.ModuleVariable), os.Getenv(protocol.ProjectVariable), args); err != nil {
			return err
		}
	}
	if name == "go" && len(args) > 0 && args[0] == "build" {
		if composed() && os.Getenv("GOOS") != "js" {
			if err := keepVariables(); err != nil {
				return err
			}
		}
		if done, err := buildShown(args); done || err != nil {
			return err
		}
		if composed() {
			return build(args)
		}
	}
	return execNext(name, args)
}

// isDocumentation recognises go doc, behind a folder that is given to go itself too.
func isDocumentation(args []string) bool {
	switch {
	case len(args) > 1 && (args[0] == "-C" || args[0] == "--C"):
		return isDocumentation(args[2:])
	case len(args) > 0 && (strings.HasPrefix(args[0], "-C=") || strings.HasPrefix(args[0], "--C=")):
		return isDocumentation(args[1:])
	}
	return len(args) > 0 && args[0] == "doc"
}

// offline keeps the go command, which would look for a package that it does not have, or for another version of itself,
// from the network. What is in the module cache it finds, toolchains too.
func offline() error {
	return errors.Join(os.Setenv("GOPROXY", "off"), os.Setenv("GOVCS", "*:off"))
}

// isBareGet recognises gonb's automatic "go get" and "go get -t". One that names a module is the user's and is obeyed.
func isBareGet(args []string) bool {
	return len(args) == 1 && args[0] == "get" || len(args) == 2 && args[0] == "get" && args[1] == "-t"
}
