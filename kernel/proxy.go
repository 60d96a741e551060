package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"

	"tradeoff/kernel/internal/cell/importable"
	"tradeoff/kernel/internal/cell/protocol"
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
	guard := set.Bool("guard", false, "clean up after the kernel whose end closes the standard input (for the kernel itself)")
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
	// An interrupt is for the running cell.
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), proxy.Signals...)
	defer stop()
	warm := render.NewWarm(ctx)
	logger := log.New(std.err, "kernel: ", log.Ltime)
	packages := sync.OnceValue(func() map[string]string {
		known, err := importable.Packages(os.Getenv(protocol.ModuleVariable))
		if err != nil {
			logger.Printf("completions lack this module's packages: %v", err) // and cells that use one will fail with it
		}
		return known
	})
	return proxy.Run(ctx, proxy.Options{
		ConnectionFile: others[0], Gonb: gonb, Guard: []string{self, "proxy", "--guard"}, History: os.Getenv(paths.HistoryVariable),
		Version: version(), Log: logger.Printf,
		Draw: warm.Copies, Packages: packages,
	})
}

// version is that of the module, as far as the build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
