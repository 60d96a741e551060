package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tradeoff/kernel/internal/cell/workspace"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/install/setup"
	"tradeoff/kernel/internal/notebook"
	"tradeoff/kernel/internal/notebook/htmlexport"
)

func runCommand() command {
	return command{
		kept: "results of studies and finished set-up steps stay; the notebook is as it was (a file given by --output has the outputs so far); run the command again to go on",
		name: "run", args: "FILE.ipynb [options]", summary: "execute a notebook without a browser",
		text: `
Sets up what is missing, executes the cells in order in a new kernel and writes their outputs into the notebook: all or, after a
failure, none. With --output the notebook stays as it is, and the other file gets the outputs, after a failure those so far. With -p it
stays, too, as it keeps its own parameters: without --output the file is NAME-executed.ipynb in the working directory. A cell that
fails ends the run with exit code 1, its number, line and message. Ctrl-C interrupts the cell and ends the run; twice kills it.

In Markdown <!--= slope --> is a number of the text, of an expression of Go: the run writes its value behind it, as
<!--= slope -->0.598<!--/-->, which every reader of the notebook shows. Text in code stays as it is.

With --check-order the run fails, and the notebook stays as it is, if the cells in their order show something else than the file does,
as verify compares it: each cell that does is named, and each that ran before one above it or was changed since.`,
		run: runNotebook,
	}
}

// runFlags are the command line of run.
type runFlags struct {
	file, output string
	html, slides string // pages
	home         string // of the studies; "": that of this process
	timeout      time.Duration
	parameters   []notebook.Parameter
	checkOrder   bool
}

func runNotebook(ctx context.Context, std streams, c command, args []string) error {
	f, err := parseRun(std, c, args)
	if err != nil {
		return err
	}
	if _, err := os.Stat(f.file); err != nil {
		return err
	}
	m, err := prepare(ctx, std, true)
	if err != nil {
		return err
	}
	started := time.Now()
	if f.checkOrder {
		err = executeChecked(ctx, std, m, f)
	} else {
		err = execute(ctx, std, m, f)
	}
	if err != nil {
		return err
	}
	for _, p := range []exported{{f.html, pageOf}, {f.slides, slidesOf}} {
		if p.file == "" {
			continue
		}
		if err := exportPage(ctx, std, m, cmp.Or(f.output, f.file), p); err != nil {
			return err
		}
	}
	written := ""
	if f.output != "" {
		written = ", written to " + f.output
	}
	fmt.Fprintf(std.err, "%s: all cells ran, %.1f s%s\n", f.file, time.Since(started).Seconds(), written)
	return nil
}

func parseRun(std streams, c command, args []string) (runFlags, error) {
	var f runFlags
	set := c.flags(std)
	set.StringVar(&f.output, "output", "", "write the executed notebook to this `file` instead")
	set.StringVar(&f.html, "html", "", "also write it as a page to this `file`")
	set.StringVar(&f.slides, "slides", "", "also write it as a presentation to this `file`, a page without a network")
	set.DurationVar(&f.timeout, "timeout", 0, "most time that one cell may take, such as 10m (default no limit)")
	set.Func("p", "set `name=value`: a constant or variable of the cell tagged \"parameters\"; may be repeated",
		func(s string) error {
			p, err := notebook.ParseParameter(s)
			f.parameters = append(f.parameters, p)
			return err
		})
	set.BoolVar(&f.checkOrder, "check-order", false,
		"fail if the cells in their order show something else than the file does")
	others, err := parse(set, args)
	switch {
	case err != nil:
		return f, err
	case f.checkOrder && len(f.parameters) > 0:
		return f, usageError("--check-order excludes -p: other parameters show other things")
	case len(others) != 1:
		return f, usageError("want one notebook, have %d", len(others))
	}
	f.file = others[0]
	if len(f.parameters) > 0 && f.output == "" {
		f.output = strings.TrimSuffix(filepath.Base(f.file), ".ipynb") + "-executed.ipynb"
	}
	return f, checkTimeout(f.timeout)
}

func checkTimeout(timeout time.Duration) error {
	if timeout < 0 || timeout%time.Second != 0 {
		return usageError("--timeout %v: want whole seconds, 0 for no limit", timeout)
	}
	return nil
}

func execute(ctx context.Context, std streams, m *setup.Machine, f runFlags) error {
	env, err := m.HeadlessEnv(ctx)
	if err != nil {
		return err
	}
	if f.home != "" {
		env[paths.DataVariable] = f.home
	}
	if w := workspace.Find(filepath.Dir(f.file), m.Module); w.Notice != "" {
		fmt.Fprintf(std.err, "%s: %s\n", f.file, w.Notice)
	}
	screen := newProgress(std.err)
	err = notebook.Execute(ctx, f.file, notebook.Options{
		Output: f.output, Parameters: f.parameters, Timeout: f.timeout,
		Python: m.Python(), Kernels: filepath.Dir(m.Dirs.Kernelspec()), Env: env, Progress: screen.show,
	})
	screen.stop()
	var failure *notebook.Failure
	if errors.As(err, &failure) && failure.Output != "" {
		fmt.Fprintf(std.err, "\n%s\n\n", failure.Output)
	}
	return err
}

// pageStep makes one page of another, with the notebook that it shows.
type pageStep func(page, notebook []byte) (out []byte, warnings []string, err error)

// exported is a page to be written.
type exported struct {
	file string
	make pageStep // of nbconvert's page
}

// exportPage writes the executed notebook as a page on which formulas and figures draw without a network.
func exportPage(ctx context.Context, std streams, m *setup.Machine, executed string, e exported) error {
	html, err := notebook.Export(ctx, m.Python(), executed)
	if err != nil {
		return err
	}
	source, err := os.ReadFile(executed)
	if err != nil {
		return err
	}
	html, warnings, err := e.make(html, source)
	if err != nil {
		return err
	}
	for _, warning := range warnings {
		fmt.Fprintf(std.err, "%s: %s\n", e.file, warning)
	}
	return files.Write(e.file, html, 0o644)
}

// pageOf makes nbconvert's page safe to open, independent of the network, and its figures interactive.
func pageOf(html, notebook []byte) (page []byte, warnings []string, err error) {
	return pageBy(html, notebook, htmlexport.Offline, htmlexport.Fold, htmlexport.Upgrade)
}

// slidesOf makes a presentation of it, too.
func slidesOf(html, notebook []byte) (page []byte, warnings []string, err error) {
	slides := func(page, notebook []byte) ([]byte, []string, error) {
		page, err := htmlexport.Slides(page, notebook)
		return page, nil, err
	}
	return pageBy(html, notebook, htmlexport.Offline, htmlexport.Fold, slides, htmlexport.Upgrade)
}

// pageBy treats nbconvert's page by steps, the first of which makes it safe.
func pageBy(html, notebook []byte, steps ...pageStep) (page []byte, warnings []string, err error) {
	page, warnings = htmlexport.Safe(html)
	for _, step := range steps {
		out, more, err := step(page, notebook)
		if err != nil {
			return nil, nil, err
		}
		page, warnings = out, append(warnings, more...)
	}
	return page, warnings, nil
}
