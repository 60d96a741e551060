package paperexport

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

const notRecorded = "not recorded"

// checklist is the page of what another person needs to compute the paper again.
func (p *project) checklist() string {
	parts := []string{"## Reproducibility",
		"Filled from the notebook and the archives of its runs; what neither tells is " + notRecorded + ". Hashes are cut after 16 digits; `reproducibility.json` has them whole.",
		"### Checklist", p.items().myst("table-checklist", "What another person needs to compute this again.")}
	if len(p.archives) > 0 {
		parts = append(parts, "### Studies", p.studies(), "### Data",
			"Each set of labelled images is known by the digest of its decoded pixels.\n\n"+p.data())
	}
	return strings.Join(append(parts, "### Where each result comes from", p.traces()), "\n\n")
}

// items are the checklist, one answer to a row.
func (p *project) items() grid {
	g := grid{header: []string{"item", "recorded"}, right: make([]bool, 2)}
	add := func(name, value string) {
		if value == "" {
			value = notRecorded
		}
		g.rows = append(g.rows, []string{name, value})
	}
	add("notebook", p.file+", SHA-256 "+short(p.digest))
	add("cells executed from top to bottom", p.executedInOrder())
	add("seeds written in cells", p.cellSeeds())
	add("Go that ran the cells", p.cellGo())
	if len(p.archives) == 0 {
		add("runs", "none: the notebook names no archive of runs beside it; what it shows is computed in its cells")
		add("processor or accelerator", "")
		add("compute", "")
		return g
	}
	t := p.totals()
	add("runs", t.counts())
	add("seeds of studies", p.studySeeds())
	add("versions of what computed the runs", strings.Join(counted(t.versions, t.runs), "; "))
	add("this library's version", t.library)
	add("device and XLA", strings.Join(counted(t.devices, t.runs), "; "))
	add("processor model, memory, operating system", "")
	add("compute", t.compute())
	add("finished", t.period())
	return g
}

func (p *project) executedInOrder() string {
	last, cells, ran := 0, 0, 0
	for _, c := range p.notebook.Cells {
		if !c.Runs() {
			continue
		}
		cells++
		if c.Count == nil {
			continue
		}
		ran++
		if *c.Count <= last {
			return "no: their numbers do not rise"
		}
		last = *c.Count
	}
	switch {
	case ran == 0:
		return ""
	case ran < cells:
		return fmt.Sprintf("%d of %d cells have a number, in order", ran, cells)
	case last != cells:
		return fmt.Sprintf("in order, with others between: %d cells, the last is numbered %d", cells, last)
	}
	return fmt.Sprintf("yes, %d cells", cells)
}

var seedField = regexp.MustCompile(`\b[A-Za-z]*[Ss]eed[A-Za-z]*\s*(?::=|[:=])\s*(\d+)`)

// cellSeeds are the values that fields and variables of the name are given in the cells' code.
func (p *project) cellSeeds() string {
	found := map[string][]int{}
	for i, c := range p.notebook.Cells {
		if c.Type != ipynb.Code {
			continue
		}
		for _, m := range seedField.FindAllStringSubmatch(string(c.Source), -1) {
			if !slices.Contains(found[m[1]], i+1) {
				found[m[1]] = append(found[m[1]], i+1)
			}
		}
	}
	values := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		x, _ := strconv.ParseFloat(a, 64) // digits
		y, _ := strconv.ParseFloat(b, 64)
		return int(min(max(x-y, -1), 1))
	})
	var said []string
	for _, value := range values {
		said = append(said, value+" ("+cellList(found[value])+")")
	}
	return strings.Join(said, ", ")
}

func cellList(cells []int) string {
	const most = 8
	texts := make([]string, 0, most+1)
	for i, c := range cells {
		if i == most {
			texts = append(texts, fmt.Sprintf("and %d more", len(cells)-most))
			break
		}
		texts = append(texts, strconv.Itoa(c))
	}
	if len(cells) == 1 {
		return "cell " + texts[0]
	}
	return "cells " + strings.Join(texts, ", ")
}

// cellGo is the version of the language in the notebook's metadata.
func (p *project) cellGo() string {
	info, _ := p.notebook.Metadata["language_info"].(map[string]any)
	version, _ := info["version"].(string)
	return version
}

func (p *project) studySeeds() string {
	var said []string
	for _, a := range p.archives {
		said = append(said, fmt.Sprintf("%s: %d", a.name, a.results.Study.Seed))
	}
	return strings.Join(said, ", ") + "; each run's own seed derives from it and lies in the run's file"
}

// studies are a list of the studies.
func (p *project) studies() string {
	var items []string
	for _, a := range p.archives {
		seconds, sizes := 0.0, map[string]bool{}
		for _, r := range a.results.Runs {
			seconds += r.Timings.Total()
			if !r.Run.Control {
				sizes[r.Run.Size.String()] = true
			}
		}
		var probes []string
		for _, probe := range a.results.Study.Probes {
			probes = append(probes, probe.Kind())
		}
		const hour = 3600
		items = append(items, fmt.Sprintf("- **%s**, hash `%s`: %s of %s, %s, seed %d, %.2f hours; network %s, probes %s; "+
			"archive %s, SHA-256 `%s`.", escaped(a.name), short(a.hash), display.Count(len(a.results.Runs), "run"),
			display.Count(len(sizes), "size"), display.Count(a.results.Study.Repeats, "repeat"), a.results.Study.Seed,
			seconds/hour, escaped(kindOf(a.spec.Backbone)), escaped(strings.Join(probes, ", ")), escaped(a.file),
			short(a.digest)))
	}
	return strings.Join(items, "\n")
}

// kindOf is the kind of a registered value.
func kindOf(text json.RawMessage) string {
	var v struct {
		Kind string `json:"kind"`
	}
	if json.Unmarshal(text, &v) != nil || v.Kind == "" {
		return notRecorded
	}
	return v.Kind
}
