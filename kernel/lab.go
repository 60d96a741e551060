package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"tradeoff/kernel/internal/cell/sandbox"
	"tradeoff/kernel/internal/install/setup"
)

func labCommand() command {
	return command{
		kept: "notebooks and results stay; run the command again to go on",
		name: "lab", args: "[DIR] [-- JUPYTER-OPTION ...]", summary: "open JupyterLab, ready for Go notebooks",
		text: `
Sets up what is missing and starts JupyterLab in DIR, else in the folder notebooks of the working directory, else in the working
directory itself. What follows -- goes to JupyterLab, for example: go run ./kernel lab -- --no-browser --port=9999`,
		run: lab,
	}
}

func lab(ctx context.Context, std streams, c command, args []string) error {
	args, options := cut(args)
	others, err := parse(c.flags(std), args)
	if err != nil {
		return err
	}
	dir, err := labDir(others)
	if err != nil {
		return err
	}
	m, err := prepare(ctx, std, false)
	if err != nil {
		return err
	}
	box, err := sandbox.New()
	if err != nil {
		return err
	}
	if err := setup.MakeFolder(m.Dirs.Settings()); err != nil {
		return err
	}
	err = serve(std, labProcess(m, box, dir, options))
	return errors.Join(err, box.Close())
}

// cut splits the arguments at "--".
func cut(args []string) (before, after []string) {
	for i, arg := range args {
		if arg == "--" {
			return args[:i], args[i+1:]
		}
	}
	return args, nil
}

func labDir(others []string) (string, error) {
	switch len(others) {
	case 0:
		if info, err := os.Stat("notebooks"); err == nil && info.IsDir() {
			return "notebooks", nil
		}
		return ".", nil
	case 1:
		info, err := os.Stat(others[0])
		if err == nil && !info.IsDir() {
			return "", usageError("%s is not a folder", others[0])
		}
		return others[0], err
	}
	return "", usageError("unexpected argument %q", others[1])
}

// labProcess is JupyterLab with its settings in our data directory and without look-ups of news and extensions.
func labProcess(m *setup.Machine, box *sandbox.Box, dir string, options []string) *exec.Cmd {
	cmd := exec.Command(m.Python(), append([]string{
		"-m", "jupyterlab", "--LabApp.news_url=None", "--LabApp.extension_manager=readonly",
		"--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
		"--MultiKernelManager.default_kernel_name=diversity",
	}, options...)...)
	cmd.Dir = dir
	cmd.Env = append(box.Env(), "JUPYTER_DATA_DIR="+m.Dirs.Jupyter)
	if os.Getenv("JUPYTER_CONFIG_DIR") == "" {
		cmd.Env = append(cmd.Env, "JUPYTER_CONFIG_DIR="+m.Dirs.Settings())
	}
	return cmd
}

// serve runs the server to its end. An interrupt from the terminal reaches it by itself, and it asks back; when this
// process is told to end otherwise, the server is too.
func serve(std streams, cmd *exec.Cmd) error {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = std.in, raw(std.out), raw(std.err)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM, syscall.SIGHUP)
	if !isTerminal(std.in) {
		signal.Notify(terminated, os.Interrupt)
	}
	defer signal.Stop(terminated)
	select {
	case err := <-ended:
		return err
	case <-terminated:
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	if err := <-ended; err != nil {
		return errors.Join(context.Canceled, err)
	}
	return context.Canceled
}
