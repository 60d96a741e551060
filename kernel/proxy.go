package main

import (
	"context"
	"errors"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"

	"tradeoff/kernel/internal/cell/importable"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/workspace"
	"tradeoff/kernel/internal/draw/render"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/proxy"
)

func proxyCommand() command {
	return command{
		name: "proxy", args: "CONNECTION_FILE -- GONB [ARGUMENT ...]", summary: "be the kernel of a notebook (for Jupyter)",
		text: `
Serves the front end that wrote the connection file, and has cells compiled and run by gonb. Ends when the front end asks for it.`,
		run: runProxy,
	}
}

func runProxy(ctx context.Context, std streams, c command, args []string) error {
	args, gonb := cut(args)
	set := c.flags(std)
	guard := set.Bool("guard", false,
		"clean up after the kernel whose end closes the standard input (for the kernel itself)")
	others, err := parse(set, args)
	switch {
	case err != nil:
		return err
	case *guard:
		return proxy.Guard(std.in)
	case len(others) != 1 || len(gonb) == 0:
		return usageError("want a connection file, --, and gonb's command line")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	w := workspace.Find(here, os.Getenv(protocol.ModuleVariable))
	if err := setWorkspace(w); err != nil {
		return err
	}
	// An interrupt is for the running cell.
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), proxy.Signals...)
	defer stop()
	warm := render.NewWarm(ctx)
	logger := log.New(std.err, "kernel: ", log.Ltime)
	packages := func() map[string]string { // the user's change while the kernel runs
		known, err := importable.Find(w.Library, projectOf(w))
		if err != nil {
			logger.Printf("completions lack packages: %v", err) // and cells that use one will fail with it
		}
		return known.Paths()
	}
	if w.Notice != "" {
		logger.Print(w.Notice)
	}
	return proxy.Run(ctx, proxy.Options{
		ConnectionFile: others[0], Gonb: gonb, Workspace: w, Guard: []string{self, "proxy", "--guard"},
		History: os.Getenv(paths.HistoryVariable), Saved: savedValues(), Notebook: os.Getenv(notebookVariable),
		Version: version(), Log: logger.Printf,
		Draw: warm.Copies, Packages: packages,
	})
}

// notebookVariable is set by Jupyter's server: the path of the notebook whose kernel it starts.
const notebookVariable = "JPY_SESSION_NAME"

// savedValues is the folder of the values of earlier sessions, beside the history; "" where a notebook is run without a
// front end, which begins with nothing and leaves nothing.
func savedValues() string {
	history := os.Getenv(paths.HistoryVariable)
	if history == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(history), "values")
}

// projectOf is the directory of the user's module; "" if cells have the laboratory's.
func projectOf(w workspace.Workspace) string {
	if w.Project {
		return w.Module
	}
	return ""
}

// setWorkspace tells the programs of cells which modules they have.
func setWorkspace(w workspace.Workspace) error {
	return errors.Join(os.Setenv(protocol.ModuleVariable, w.Library), os.Setenv(protocol.ProjectVariable, projectOf(w)))
}

// version is that of the module, as far as the build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
