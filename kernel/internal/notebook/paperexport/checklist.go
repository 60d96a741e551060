package paperexport

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/modpath"
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

// totals are sums over the runs of all studies.
type totals struct {
	runs, trained, controls int
	missing, failed         int
	versions, devices       map[string]int
	library                 string
	seconds, train          float64
	unknown                 int // runs without timings
	first, last             time.Time
}

func (p *project) totals() totals {
	t := totals{versions: map[string]int{}, devices: map[string]int{}}
	for _, a := range p.archives {
		t.missing += len(a.results.Missing)
		t.failed += len(a.results.Failures)
		for _, r := range a.results.Runs {
			t.runs++
			if r.Run.Control {
				t.controls++
			}
			for module, version := range r.Versions {
				if module == modpath.Own() {
					t.library = version
				}
				t.versions[strings.TrimSpace(module+" "+strings.TrimPrefix(version, module))]++
			}
			if r.Device != "" {
				t.devices[r.Device]++
			}
			seconds := r.Timings.Total()
			if seconds <= 0 {
				t.unknown++
			}
			t.seconds += seconds
			t.train += r.Timings.Train
			if !r.Finished.IsZero() && (t.first.IsZero() || r.Finished.Before(t.first)) {
				t.first = r.Finished
			}
			if r.Finished.After(t.last) {
				t.last = r.Finished
			}
		}
	}
	t.trained = t.runs - t.controls
	return t
}

func (t totals) counts() string {
	text := fmt.Sprintf("%d finished: %d pre-trainings and %s with random or published weights", t.runs, t.trained,
		display.Count(t.controls, "control"))
	if t.missing > 0 {
		text += fmt.Sprintf("; %d of the plans are missing", t.missing)
	}
	if t.failed > 0 {
		text += fmt.Sprintf("; %d failed", t.failed)
	}
	return text
}

// compute is how long the runs took.
func (t totals) compute() string {
	if t.seconds == 0 {
		return ""
	}
	const hour = 3600
	text := fmt.Sprintf("%.2f hours of worker processes (pre-training %.2f), summed over the runs", t.seconds/hour,
		t.train/hour)
	if t.unknown > 0 {
		text += fmt.Sprintf("; of %s it is %s", display.Count(t.unknown, "run"), notRecorded)
	}
	return text
}

func (t totals) period() string {
	if t.first.IsZero() {
		return ""
	}
	return t.first.UTC().Format(time.DateOnly) + " to " + t.last.UTC().Format(time.DateOnly)
}

// counted lists values, with the number of runs where not all of them share it.
func counted(values map[string]int, runs int) (list []string) {
	for _, value := range slices.Sorted(maps.Keys(values)) {
		if n := values[value]; n < runs {
			value += " (" + display.Count(n, "run") + ")"
		}
		list = append(list, value)
	}
	return list
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

// dataSet is a source of labelled images.
type dataSet struct {
	source, part, digest, path string
	steps                      string
	uses                       []string // of which studies, and for what
}

const omniglotSource = "omniglot"

// embedded are the data sets of this library, with where they are from.
var embedded = map[string]string{
	omniglotSource: "Lake, Salakhutdinov and Tenenbaum, Science 350, 2015; a part of this library",
	"glyphs":       "drawn by this library from fonts in Go modules",
}

// dataSets are the pools of all studies and of their tasks, each once.
func (p *project) dataSets() []dataSet {
	var list []dataSet
	add := func(text json.RawMessage, use string) {
		set, ok := dataSetOf(text)
		if !ok {
			return
		}
		for i := range list {
			if same := list[i]; same.source == set.source && same.part == set.part && same.digest == set.digest &&
				same.steps == set.steps {
				if !slices.Contains(same.uses, use) {
					list[i].uses = append(list[i].uses, use)
				}
				return
			}
		}
		set.uses = []string{use}
		list = append(list, set)
	}
	for _, a := range p.archives {
		add(a.spec.Pool, "pre-training of "+a.name)
		for _, policy := range a.spec.Policies {
			add(policy.Pool, "pre-training of "+a.name)
		}
		for _, task := range a.spec.Tasks {
			add(task.Pool, "task "+task.Name)
		}
	}
	return list
}

func dataSetOf(text json.RawMessage) (dataSet, bool) {
	var v struct {
		Source  string          `json:"source"`
		Part    string          `json:"part"`
		Name    string          `json:"name"`
		Path    string          `json:"path"`
		Content string          `json:"content"`
		Steps   json.RawMessage `json:"steps"`
	}
	if len(text) == 0 || json.Unmarshal(text, &v) != nil || v.Source == "" {
		return dataSet{}, false
	}
	set := dataSet{source: v.Source, part: strings.TrimSpace(v.Part + " " + v.Name), digest: v.Content, steps: string(v.Steps)}
	if v.Path != "" {
		set.path = path.Base(strings.ReplaceAll(v.Path, `\`, "/")) // where it lies on a machine is nobody's business
	}
	return set, true
}

// changesOf writes the steps of a pool as words: their JSON without its marks.
func changesOf(steps string) string {
	words := strings.FieldsFunc(steps, func(r rune) bool { return strings.ContainsRune(`[]{}":,`, r) })
	return strings.ReplaceAll(strings.Join(words, " "), "_", " ")
}

// short is the beginning of a hash.
func short(hash string) string {
	const digits = 16
	return hash[:min(digits, len(hash))]
}

// data are a list of the data sets.
func (p *project) data() string {
	var items []string
	for _, s := range p.dataSets() {
		from, ok := embedded[s.source]
		if !ok {
			from = notRecorded + " where it is from"
			if s.path != "" {
				from = "read from " + s.path + "; " + from
			}
		}
		items = append(items, fmt.Sprintf("- **%s**: %s; digest %s; changed by: %s; for %s.",
			escaped(strings.TrimSpace(s.source+" "+s.part)), escaped(from), inlineCode(cmp.Or(short(s.digest), notRecorded)),
			escaped(cmp.Or(changesOf(s.steps), "nothing")), escaped(strings.Join(s.uses, ", "))))
	}
	return strings.Join(items, "\n")
}

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
