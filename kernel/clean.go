package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

func cleanCommand() command {
	return command{
		kept: "notebooks that were reported as cleaned are clean, the others are as they were; run the command again to go on",
		name: "clean", args: "FILE.ipynb ... [--check] | FILE.ipynb --exercises NEW.ipynb", summary: "remove outputs from notebooks",
		text: `
Removes outputs, execution counts and what else a run leaves in the files: timings, what cells ran on, the state of widgets, folded outputs. Sources,
identifiers, tags and other metadata stay. A clean file is left alone, however it is indented. With --check nothing is written, and the exit code is 1 if a file
is not clean, for a pre-commit hook. The file "-" is standard input, cleaned to standard output, for a git filter.

With --exercises the file stays as it is, and NEW.ipynb, which there must not be yet, is its edition for learners: clean, and without
the cells that are tagged "solution" or "instructor".`,
		run: clean,
	}
}

func clean(_ context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	check := set.Bool("check", false, "only say which files are not clean")
	exercises := set.String("exercises", "", "write the edition for learners to this new `file`")
	paths, err := parse(set, args)
	switch {
	case err != nil:
		return err
	case len(paths) == 0:
		return usageError("want at least one notebook")
	case *exercises != "" && (*check || len(paths) > 1):
		return usageError("--exercises goes with one notebook, and without --check")
	case *exercises != "":
		return writeExercises(std, paths[0], *exercises)
	}
	dirty := 0
	for _, path := range paths {
		changed, err := cleanFile(std, path, *check)
		if err != nil {
			return err
		}
		if changed {
			dirty++
		}
	}
	if *check && dirty > 0 {
		return errReported
	}
	return nil
}

// cleanFile cleans one file and tells whether that changes it.
func cleanFile(std streams, path string, check bool) (changed bool, err error) {
	content, err := readInput(std, path)
	if err != nil {
		return false, err
	}
	cleaned, err := ipynb.Clean(content)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	changed = !ipynb.IsClean(content, cleaned)
	switch {
	case check && changed:
		fmt.Fprintf(std.out, "%s: not clean\n", path)
	case check:
	case path == "-":
		_, err = raw(std.out).Write(cleaned)
	case changed:
		fmt.Fprintf(std.err, "%s: cleaned\n", path)
		err = replaceContent(path, cleaned)
	}
	return changed, err
}

// writeExercises writes the edition of a notebook for learners to a file that there is not yet: one that somebody has
// worked in is not overwritten.
func writeExercises(std streams, path, output string) error {
	content, err := readInput(std, path)
	if err != nil {
		return err
	}
	edition, removed, err := ipynb.Exercises(content)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if _, err := os.Lstat(output); !errors.Is(err, os.ErrNotExist) {
		return diversity.Invalid("--exercises", output, "the name of a file that there is not yet")
	}
	if err := files.Write(output, edition, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "%s: %s left out\n", output, display.Count(removed, "cell"))
	return nil
}

// readInput reads a file, or standard input for "-".
func readInput(std streams, path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(std.in)
	}
	return os.ReadFile(path)
}

// replaceContent gives a file other content and leaves its permissions.
func replaceContent(path string, content []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return files.Write(path, content, info.Mode().Perm())
}
