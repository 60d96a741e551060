package notebook

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../../.."

// committed is what the tests look at in a notebook of this repository.
type committed struct {
	Cells []struct {
		ID             string          `json:"id"`
		Source         json.RawMessage `json:"source"`
		CellType       string          `json:"cell_type"`
		ExecutionCount *int            `json:"execution_count"`
		Metadata       struct {
			Tags []string `json:"tags"`
		} `json:"metadata"`
		Outputs []struct {
			OutputType string                     `json:"output_type"`
			Data       map[string]json.RawMessage `json:"data"`
		} `json:"outputs"`
	} `json:"cells"`
}

func readCommitted(t *testing.T, path string) committed {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var document committed
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return document
}

// A notebook is committed as it ran from top to bottom: every code cell in order, none failed.
func TestCommittedNotebooksAreExecuted(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(root, "notebooks", "*.ipynb"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	for _, path := range paths {
		next := 1
		for _, cell := range readCommitted(t, path).Cells {
			if cell.CellType != "code" {
				continue
			}
			silent := len(cell.Outputs) == 0 && !slices.Contains(cell.Metadata.Tags, parametersTag) && // which only declares
				!onlyDeclares(joined(t, cell.Source))
			if cell.ExecutionCount == nil || *cell.ExecutionCount != next || silent {
				t.Errorf("%s: cell %q is not executed as number %d with an output", path, cell.ID, next)
			}
			for _, output := range cell.Outputs {
				if output.OutputType == "error" {
					t.Errorf("%s: cell %q failed", path, cell.ID)
				}
			}
			next++
		}
	}
}

// onlyDeclares reports whether a cell consists of declarations.
func onlyDeclares(source string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+source, 0)
	return err == nil
}

// joined joins the lines of a notebook's text, which is a string or a list of strings.
func joined(t *testing.T, raw json.RawMessage) string {
	if raw == nil {
		return ""
	}
	var lines []string
	if err := json.Unmarshal(raw, &lines); err == nil {
		return strings.Join(lines, "")
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatal(err)
	}
	return text
}
