package paperexport

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

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
