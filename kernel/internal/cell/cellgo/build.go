package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// composed reports whether this is the folder in which gonb composes cells, not one where the user builds something.
func composed() bool {
	dir, err := os.Getwd()
	if err != nil || !strings.HasPrefix(filepath.Base(dir), "gonb_") {
		return false
	}
	info, err := os.Stat(program)
	return err == nil && info.Mode().IsRegular()
}

// build builds the program of a cell and explains the errors. The error has no words if the compiler had.
func build(args []string) error {
	text, err := compile(args)
	_, writing := os.Stderr.Write(explained(text, err))
	return errors.Join(err, writing)
}
