package protocol_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

func TestFormsAreReadAsWritten(t *testing.T) {
	forms := []protocol.Form{
		{Type: protocol.Plain, Text: "two\nlines, ä\x00"}, {Type: protocol.HTML, Text: ""},
		{Type: protocol.Figure, Text: "{}\n"},
	}
	var b bytes.Buffer
	if err := protocol.WriteForms(&b, forms); err != nil {
		t.Fatal(err)
	}
	got, err := protocol.ParseForms(b.Bytes())
	want := map[string]any{protocol.Plain: "two\nlines, ä\x00", protocol.HTML: "", protocol.Figure: "{}\n"}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("forms = %q, %v, want %q", got, err, want)
	}
}

func TestParseFormsRefuses(t *testing.T) {
	for _, text := range []string{
		"", "text/html 1\nx", "text/plain", "text/plain 3\nab", "text/plain -1\nab", "text/plain x\nab", "text/plain 1\nab",
		"text/plain 99999999999999999999\nab",
	} {
		if got, err := protocol.ParseForms([]byte(text)); err == nil {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// repeated are the files outside Go in which a name has to be repeated, and how it stands there.
var repeated = map[string][]string{
	"kernel/internal/jupyter/labextension/controls.js": {
		"MIME = '" + protocol.Controls + "'", "TARGET = '" + protocol.PanelTarget + "'",
		"control.kind === '" + protocol.List + "'",
	},
	"kernel/internal/jupyter/labextension/cells.js": {
		"TARGET = '" + protocol.CellsTarget + "'", "RAN = '" + protocol.RanKey + "'",
	},
	"kernel/internal/jupyter/labextension/entry.js": {"MIME = '" + protocol.Figure + "'"},
	"kernel/internal/notebook/driver.py":            {`.get("` + protocol.Plain + `", "")`, `RAN = "` + protocol.RanKey + `"`},
	"kernel/internal/cell/gonbfix/patches/06-output-flow-control.patch": {
		"FlowSocketVariable = " + strconv.Quote(protocol.FlowSocketVariable),
	},
	"kernel/internal/cell/gonbfix/patches/15-state-file.patch": {
		"StateFileVariable = " + strconv.Quote(protocol.StateFileVariable),
	},
	"kernel/internal/cell/gonbfix/patches/21-names-beside-the-program.patch": {
		"InquiryVariable = " + strconv.Quote(protocol.InquiryVariable),
	},
	"kernel/internal/cell/gonbfix/patches/16-marked-commands.patch": {
		"+const GonbCommentPrefix = " + strconv.Quote(protocol.CommandMark) + "\n",
	},
	".ci/browser/lib/notebook.mjs": {"MIME = '" + protocol.Figure + "'"},
	".ci/browser/lib/live.mjs":     {"MIME = '" + protocol.Controls + "'"},
}

const root = "../../../.."

func TestScriptsAndPatchesAgree(t *testing.T) {
	for name, wanted := range repeated {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wanted {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s has no %q", name, want)
			}
		}
	}
}

// defined are the strings of this package that nothing else in Go may have as a constant or in code of its own.
var defined = []string{
	protocol.KernelVariable, protocol.ModuleVariable, protocol.ResultVariable, protocol.DrawingVariable,
	protocol.ControlsVariable, protocol.ValuesVariable, protocol.InquiryVariable,
	protocol.StateFileVariable, protocol.FlowSocketVariable,
	protocol.Plain, protocol.HTML, protocol.Markdown, protocol.LaTeX, protocol.SVG, protocol.Figure, protocol.Controls,
	protocol.Clear, protocol.PanelTarget, protocol.CellsTarget, protocol.RanKey, protocol.SourceKey,
}

// TestNothingIsDefinedTwice looks for these strings in the Go files of the kernel, except for tests, which may have
// them as what they want, and for comparisons with other kernels.
func TestNothingIsDefinedTwice(t *testing.T) {
	quoted := regexp.MustCompile(`"[^"\n]*"`)
	files, err := goFiles(filepath.Join(root, "kernel"))
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, literal := range quoted.FindAllString(string(text), -1) {
			if value, err := strconv.Unquote(literal); err == nil && slices.Contains(defined, value) {
				t.Errorf("%s has %s, which package protocol defines", name, literal)
			}
		}
	}
}

// goFiles are the files below a folder that are compiled into the kernel and into cells.
func goFiles(folder string) (list []string, err error) {
	err = filepath.WalkDir(folder, func(name string, entry os.DirEntry, err error) error {
		switch base := filepath.Base(name); {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{"protocol", "cellbench", "bench", "testdata"}, base):
			return filepath.SkipDir
		case strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go"):
			list = append(list, name)
		}
		return nil
	})
	return list, err
}
