package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// built is the program, which is linked once for all integration tests: that takes 7 s of CPU time.
var built = sync.OnceValues(func() (folder string, err error) {
	if folder, err = os.MkdirTemp("", "kernel-program-"); err != nil {
		return "", err
	}
	command := exec.Command("go", "build", "-o", filepath.Join(folder, "kernel"), ".")
	command.Stderr = os.Stderr
	return folder, command.Run()
})

// wasBuilt says whether there is a program to remove.
var wasBuilt bool

// putProgram puts the program where a test wants it.
func putProgram(t *testing.T, path string) {
	t.Helper()
	wasBuilt = true
	folder, err := built()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(folder, "kernel")
	if os.Link(source, path) == nil {
		return
	}
	content, err := os.ReadFile(source) // the other file system has a copy
	if err == nil {
		err = os.WriteFile(path, content, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// removeProgram is for the end of all tests.
func removeProgram() {
	if !wasBuilt {
		return
	}
	if folder, _ := built(); folder != "" {
		_ = os.RemoveAll(folder)
	}
}
