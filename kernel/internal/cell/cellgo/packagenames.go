package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"tradeoff/kernel/internal/cell/importable"
	"tradeoff/kernel/internal/cell/protocol"
)

// packageDeclares reports whether a package that a cell can use by this name, without an import line, declares all
// members. It is asked for names only that are kept variables too.
func packageDeclares(name string, members []string) bool {
	known, err := importable.Find(os.Getenv(protocol.ModuleVariable), os.Getenv(protocol.ProjectVariable))
	if err == nil {
		for _, p := range known[name] {
			if p.Dir != "" && p.Declares(members) {
				return true
			}
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return false
	}
	for _, path := range standard() {
		dir := filepath.Join(strings.TrimSpace(string(root)), "src", filepath.FromSlash(path))
		if path[strings.LastIndex(path, "/")+1:] == name && (importable.Package{Path: path, Dir: dir}).Declares(members) {
			return true
		}
	}
	return false
}
