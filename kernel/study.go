package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

// studyCommands are the commands of `kernel study`.
func studyCommands() []command {
	return []command{
		listCommand(), statusCommand(), checkCommand(), estimateCommand(), resumeCommand(), exportCommand(),
		reportCommand(), compareCommand(),
		packCommand(), unpackCommand(), submitCommand(), gcCommand(),
	}
}

func studyCommand() command {
	return groupCommand(command{
		name: "study", summary: "look at studies, continue, export, move and clean up",
		text: "Looks at studies, continues, exports, moves and cleans them up.",
		kept: "what is finished is kept, and the same command goes on from there; `go run ./kernel study status NAME` says how far it is",
	}, "A study is given by its name, or by its directory if that has a \"/\" in it or is here.", studyCommands())
}

// studyFlags are what most commands of studies have in common.
type studyFlags struct {
	*flag.FlagSet
	root *string
}

func newStudyFlags(std streams, c command) studyFlags {
	set := c.flags(std)
	return studyFlags{set, set.String("root", "",
		"directory of all studies (default DIVERSITY_HOME, or diversity in the user's data directory)")}
}

// json is the option of commands whose outcome machines may want.
func (f studyFlags) json() *bool { return jsonFlag(f.FlagSet) }

func jsonFlag(set *flag.FlagSet) *bool {
	return set.Bool("json", false, "write JSON, whose fields later versions may only add to")
}

// argument parses a command line with a single argument.
func (f studyFlags) argument(args []string, what string) (string, error) {
	others, err := parse(f.FlagSet, args)
	if err == nil && len(others) != 1 {
		err = usageError("want one %s, have %d", what, len(others))
	}
	if err != nil {
		return "", err
	}
	return others[0], nil
}

// dir parses a command line with a single study, and finds its directory.
func (f studyFlags) dir(args []string) (string, error) {
	name, err := f.argument(args, "study")
	if err != nil {
		return "", err
	}
	return studyDir(*f.root, name)
}

// studyDir finds the directory of a study: below the root by its name, else the path itself.
func studyDir(root, name string) (string, error) {
	if strings.ContainsRune(name, filepath.Separator) || isStudy(name) {
		return name, nil
	}
	dir, err := study.Study{Name: name}.Dir(root)
	if err != nil {
		return "", codeError{err, exitUsage}
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		return dir, nil
	}
	return "", usageError("there is no study %q in %s%s", name, filepath.Dir(dir), others(root))
}

func isStudy(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "study.json"))
	return err == nil
}

// others names the studies that there are.
func others(root string) string {
	studies, err := maintain.List(root)
	if err != nil || len(studies) == 0 {
		return ""
	}
	var names []string
	for _, s := range studies {
		names = append(names, s.Name)
	}
	return ", but " + strings.Join(names, ", ")
}

// writeJSON writes a value for machines.
func writeJSON(w io.Writer, value any) error {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(value); err != nil {
		return err
	}
	safe := diversity.PrintableLines(strings.ReplaceAll(text.String(), "\x7f", `\u007f`)) // escapes that JSON has too
	_, err := io.WriteString(raw(w), safe)
	return err
}

// submitCommand hands a study to a cluster, see submit.go.
func submitCommand() command {
	return command{name: "submit", summary: "hand a study to a Slurm or Kubernetes cluster", run: submitStudy}
}
