package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
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
unless --studies says otherwise, together with --yes. Prepared images (kernel pool gc removes them) and downloaded collections of images
stay, too: it says where. Go's own caches stay too (go clean -cache -modcache). Run again, it finds nothing.`,
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
	if err := tellImages(std, m.Dirs.Cache); err != nil {
		return err
	}
	if len(list) > 0 {
		fmt.Fprintf(std.out, "%s (kept: the results of %s; --studies --yes removes them)\n", m.Dirs.Data, display.Count(len(list), "study"))
	}
	return nil
}

// tellImages says which images stay in the cache directory, and how they are removed.
func tellImages(std streams, cache string) error {
	sets, err := pool.PreparedSets()
	if err != nil {
		return err
	}
	var bytes int64
	for _, s := range sets {
		bytes += s.Bytes
	}
	if len(sets) > 0 {
		fmt.Fprintf(std.out, "%s (kept: %s of prepared images, %d MB; go run ./kernel pool gc --unused 0s --apply removes them)\n",
			filepath.Join(cache, "pools"), display.Count(len(sets), "set"), bytes/1e6)
	}
	if dir := filepath.Join(cache, "datasets"); isFolder(dir) {
		fmt.Fprintf(std.out, "%s (kept: downloaded collections of images; remove the folder if you need none)\n", dir)
	}
	if dir := filepath.Join(cache, "stand-in"); isFolder(dir) {
		fmt.Fprintf(std.out, "%s (kept: handwritten characters for your-data.ipynb; remove the folder if you need none)\n", dir)
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

// mayRemove wants a confirmation that names what would be lost, and no worker that computes.
func mayRemove(list []maintain.Summary, dir string, yes bool) error {
	var names []string
	for _, s := range list {
		if s.Running > 0 {
			return fmt.Errorf("study %s has %s in progress; end its workers first", s.Name, display.Count(s.Running, "run"))
		}
		names = append(names, fmt.Sprintf("%s (%s)", s.Name, display.Count(s.Results, "run")))
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
