package picture

import (
	"fmt"
	"path/filepath"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/draw/document"
	"tradeoff/kernel/internal/files"
)

// SaveLaTeX writes what a value shows (results.Display(), fit.Display()) to a .tex file for \input: tables with the
// rules of the package booktabs and to their last row, formulas and paragraphs. Each table is an environment tabular,
// which the paper puts into a float with a caption of its own. Texts are escaped. Folders that are missing are made.
//
// Another extension is an error wrapping diversity.ErrInvalid.
func SaveLaTeX(d display.Document, path string) error {
	if !strings.EqualFold(filepath.Ext(path), ".tex") {
		return diversity.Invalid("path", path, "a name that ends in .tex")
	}
	const readable = 0o644
	if err := files.Write(path, []byte(document.LaTeX(d)), readable); err != nil {
		return fmt.Errorf("save %s as LaTeX: %w", path, err)
	}
	return nil
}
