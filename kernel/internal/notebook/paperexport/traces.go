package paperexport

import (
	"fmt"
	"strconv"
	"strings"

	"tradeoff/diversity/display"
)

// traces tell of each figure, table and number which cells and which studies it rests on.
func (p *project) traces() string {
	parts := []string{"A result rests on the code that declares or assigns the names which its own cell uses, and so on, and on " +
		"the studies which that code names or prints the name of: found in its text, without running it. " +
		"So it rests on these at most: a name that is put together, as \"tradeoff-\" and a pool, stands for all studies whose " +
		"names begin so. Cells are numbered from the top, text included; " +
		"their code is in [](code.md)."}
	for _, o := range p.origins {
		reference := "[](#" + o.label + ")"
		if strings.HasPrefix(o.label, "number-") {
			reference = "(" + o.label + ")=\nThe number"
		}
		parts = append(parts, fmt.Sprintf("%s (cell %d): %s. Rests on %s; %s.", reference, o.cell+1,
			strings.TrimRight(o.shows, "."), cellsOf(cells(o.on)), p.studiesOf(o.on)))
	}
	return strings.Join(parts, "\n\n")
}

func cellsOf(cells []int) string {
	if len(cells) == 0 {
		return "no cell that declares it"
	}
	numbered := make([]int, len(cells))
	for i, c := range cells {
		numbered[i] = c + 1
	}
	return allCells(numbered)
}

func allCells(cells []int) string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = strconv.Itoa(c)
	}
	if len(cells) == 1 {
		return "cell " + texts[0]
	}
	return "cells " + strings.Join(texts, ", ")
}

func (p *project) studiesOf(units []*unit) string {
	var said []string
	for _, a := range p.drawnOn(units) {
		said = append(said, fmt.Sprintf("%s (%s, %s)", escaped(a.name), short(a.hash),
			display.Count(len(a.results.Runs), "run")))
	}
	if len(said) == 0 {
		return "no study with an archive is named there"
	}
	return display.Plural(len(said), "study") + " " + strings.Join(said, ", ")
}

// code is the page of the cells' code.
func (p *project) code() string {
	parts := []string{"The code of " + inlineCode(p.file) + ", cell by cell. To run it again: " +
		inlineCode("go run ./kernel verify "+p.file) + "."}
	for i, c := range p.notebook.Cells {
		if c.Runs() {
			parts = append(parts, fmt.Sprintf("(cell-%d)=\n## Cell %d", i+1, i+1), verbatim(string(c.Source), "go"))
		}
	}
	return strings.Join(parts, "\n\n")
}
