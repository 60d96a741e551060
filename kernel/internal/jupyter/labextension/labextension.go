// Package labextension holds a prebuilt JupyterLab extension that draws figures and live controls, marks stale cells,
// and installs it. The extension is plain files: nothing is built and nothing is loaded from another machine. It also
// serves Jupyter Notebook 7, which uses the extensions of JupyterLab.
package labextension

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/echarts"
	"tradeoff/kernel/internal/files"
)

// Name is the folder of the extension below labextensions, and its name in `jupyter labextension list`.
const Name = "diversity-figures"

//go:embed entry.js
var entry string

// controlsPlugin draws the controls of package controls and connects them to the kernel.
//
//go:embed controls.js
var controlsPlugin string

// cellsPlugin marks the cells that the kernel says are stale.
//
//go:embed cells.js
var cellsPlugin string

// Install writes the extension below a Jupyter data directory, in labextensions/diversity-figures, replacing another
// version. A running JupyterLab sees it after its page is reloaded. Every file is replaced in one step, and files that
// are already right are left alone, so that several installations at once do no harm.
func Install(dataDir string) error {
	folder := filepath.Join(dataDir, "labextensions", Name)
	all, err := contents()
	if err != nil {
		return err
	}
	for _, file := range all {
		if err := files.Write(filepath.Join(folder, file.name), []byte(file.content), 0o644); err != nil {
			return fmt.Errorf("install the JupyterLab extension %s: %w", Name, err)
		}
	}
	if err := removeOthers(folder, all); err != nil {
		return fmt.Errorf("install the JupyterLab extension %s: remove what an earlier version left: %w", Name, err)
	}
	return nil
}

// removeOthers removes the entries of earlier versions.
func removeOthers(folder string, all []file) error {
	installed, err := os.ReadDir(filepath.Join(folder, static))
	if err != nil {
		return err
	}
	for _, found := range installed {
		name := static + "/" + found.Name()
		if !strings.HasPrefix(name, entryPrefix) || slices.ContainsFunc(all, func(f file) bool { return f.name == name }) {
			continue
		}
		// another installation may do the same
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Uninstall removes the extension from a Jupyter data directory. It returns the folder, "" if there was none.
func Uninstall(dataDir string) (removed string, err error) {
	folder := filepath.Join(dataDir, "labextensions", Name)
	if _, err := os.Lstat(folder); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return "", fmt.Errorf("remove the JupyterLab extension %s: %w", Name, err)
	}
	return folder, nil
}

// Installed reports whether the files of this version are in a Jupyter data directory.
func Installed(dataDir string) (bool, error) {
	all, err := contents()
	if err != nil {
		return false, err
	}
	for _, file := range all {
		content, err := os.ReadFile(filepath.Join(dataDir, "labextensions", Name, file.name))
		if errors.Is(err, os.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read the JupyterLab extension %s: %w", Name, err)
		}
		if string(content) != file.content {
			return false, nil
		}
	}
	return true, nil
}

// The folder of what JupyterLab serves, and how the name of an entry begins, of whatever version.
const (
	static      = "static"
	entryPrefix = static + "/remoteEntry."
)

// file is a file of the extension; name is relative to its folder.
type file struct{ name, content string }

// contents lists the files with package.json last: JupyterLab finds the extension by it. The name of the entry holds a
// hash, so that no browser uses one from its cache after an update.
func contents() ([]file, error) {
	script := echarts.Mount() + "\n" + controlsPlugin + "\n" + cellsPlugin + "\n" + entry
	sum := sha256.Sum256([]byte(script))
	entryName := entryPrefix + hex.EncodeToString(sum[:6]) + ".js"
	description, err := json.MarshalIndent(map[string]any{
		"name": Name, "version": "1.0.0",
		"description": "Draws " + protocol.Figure + " with Apache ECharts " + echarts.Version + ", live controls, and stale cells",
		"license":     "MIT",
		"jupyterlab": map[string]any{
			"extension": true, "mimeExtension": true,
			"_build": map[string]any{"load": entryName, "extension": "./extension", "mimeExtension": "./mimeExtension"},
		},
	}, "", "  ")
	return []file{
		{static + "/echarts.min.js", echarts.Library},
		{static + "/LICENSE.echarts.txt", echarts.License()},
		{static + "/NOTICE.echarts.txt", echarts.Notice},
		{entryName, "(function () {\n" + script + "})();\n"},
		{"package.json", string(description) + "\n"},
	}, err
}
