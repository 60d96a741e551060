package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"tradeoff/diversity/study"
)

// temporaryBuild matches where `go run` puts a program: b001/exe/NAME, or its cache.
var temporaryBuild = regexp.MustCompile(`/b[0-9]{3}/exe/[^/]+$|/[0-9a-f]{2}/[0-9a-f]{64}-d/[^/]+$`)

// workerProgram is what computes where --worker names nothing: the program that DIVERSITY_WORKER names, else this one.
func workerProgram() (string, error) {
	if program := os.Getenv(study.WorkerVariable); program != "" {
		return program, nil
	}
	return sharedProgram()
}

// sharedProgram is this program, as the worker of a cluster's nodes; refused where it cannot be seen by them.
func sharedProgram() (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("the path of this program: %w; name one with --worker", err)
	}
	return program, lasting(program)
}

// lasting refuses a program of `go run` or in a temporary directory: it is gone, or not there, when the nodes need it.
func lasting(program string) error {
	temporary := filepath.Clean(os.TempDir()) + string(filepath.Separator)
	if temporaryBuild.MatchString(filepath.ToSlash(program)) || strings.HasPrefix(program, temporary) {
		return usageError("the nodes cannot run %s: build the program where they see it, `go build -o ~/kernel ./kernel`, and submit with that, "+
			"or name it with --worker", program)
	}
	return nil
}
