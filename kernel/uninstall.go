package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/diversity/study/maintain"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/install/setup"
)

func uninstallCommand() command {
	return command{
		kept: "what was reported as removed is removed, the rest stays; run the command again to go on",
		name: "uninstall", args: "[options]", summary: "remove what was installed; results stay",
		text: `
Removes what go run ./kernel setup has installed and says what: the kernel and the lab extension, also from environments and prefixes,
the private JupyterLab, gonb and its tools, the XLA plugin. End JupyterLab first. Results of studies and JupyterLab's settings stay,
unless --studies says otherwise, together with --yes. Go's own caches stay too (go clean -cache -modcache). Run again, it finds nothing.`,
		run: uninstall,
	}
}

func uninstall(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	studies := set.Bool("studies", false, "remove the results of all studies as well; needs --yes")
	yes := set.Bool("yes", false, "confirms --studies")
	place := registrationFlags(set)
	if err := noArguments(set, args); err != nil {
		return err
	}
	if *yes && !*studies {
		return usageError("--yes confirms --studies, which is missing")
	}
	m, err := place.machine(ctx)
	if err != nil {
		return err
	}
	list, err := maintain.List(m.Dirs.Data)
	if err != nil {
		return err
	}
	if *studies {
		if err := mayRemove(list, m.Dirs.Data, *yes); err != nil {
			return err
		}
		if err := removeData(std, list, m.Dirs); err != nil {
			return err
		}
		list = nil
	}
	nothing := true
	err = m.Uninstall(ctx, func(path, what string) {
		nothing = false
		fmt.Fprintf(std.out, "%s (%s)\n", path, what)
	})
	if err != nil {
		return err
	}
	if nothing && !*studies {
		fmt.Fprintln(std.out, "nothing is installed")
	}
	if len(list) > 0 {
		fmt.Fprintf(std.out, "%s (kept: the results of %d studies; --studies --yes removes them)\n", m.Dirs.Data, len(list))
	}
	return nil
}

// mayRemove wants a confirmation that names what would be lost, and no worker that computes.
func mayRemove(list []maintain.Summary, dir string, yes bool) error {
	var names []string
	for _, s := range list {
		if s.Running > 0 {
			return fmt.Errorf("study %s has %d runs that are being computed; end its workers first", s.Name, s.Running)
		}
		names = append(names, fmt.Sprintf("%s (%d runs)", s.Name, s.Results))
	}
	if len(list) > 0 && !yes {
		return usageError("--studies removes for good, from %s: %s; add --yes", dir, strings.Join(names, ", "))
	}
	return nil
}

// removeData removes the studies listed, and JupyterLab's settings if the folder was made for them.
func removeData(std streams, list []maintain.Summary, dirs paths.Dirs) error {
	var remove []string
	for _, s := range list {
		if info, err := os.Lstat(filepath.Join(s.Dir, "study.json")); err == nil && info.Mode().IsRegular() {
			remove = append(remove, s.Dir)
		}
	}
	if setup.Made(dirs.Settings()) {
		remove = append(remove, dirs.Settings())
	}
	for _, path := range remove {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
		fmt.Fprintf(std.out, "%s (removed)\n", path)
	}
	_ = os.Remove(filepath.Join(dirs.Data, "studies")) // only if nothing else is in it
	return nil
}
