package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// snippet is what somebody types within an hour of work with data: a cell or more, and what they show.
type snippet struct {
	name  string
	steps []step
}

// hour is what an hour in IPython is made of, as Go: lists, tables, files, errors, random numbers, and things that go
// wrong. Each snippet goes on with the variables of those before. The file has them as Python, too, for the table that
// `go -C .ci/bench run . hour` prints.
func hour(t *testing.T) (list []snippet) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "hour.json"))
	var all []struct {
		Name  string
		Steps []struct{ Go, Shows string }
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		s := snippet{name: one.Name}
		for _, c := range one.Steps {
			s.steps = append(s.steps, step{c.Go, c.Shows})
		}
		list = append(list, s)
	}
	return list
}

// wantedSnippets have to work; a function value is not kept, and says so.
const wantedSnippets = 39

// TestIntegrationHour counts the snippets that work.
func TestIntegrationHour(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	works, all := 0, hour(t)
	for _, s := range all {
		bad := s.failing(t, k)
		if bad == "" {
			works++
			continue
		}
		t.Logf("%s: %s", s.name, bad)
	}
	t.Logf("%d of %d snippets work", works, len(all))
	if works < wantedSnippets {
		t.Errorf("%d of %d snippets work, want %d", works, len(all), wantedSnippets)
	}
}

// failing says which cell of a snippet shows something else than it should; "" for none.
func (s snippet) failing(t *testing.T, k *liveKernel) (why string) {
	t.Helper()
	for _, c := range s.steps {
		if got := said(t, k, c.code); !c.matches(got) && why == "" {
			why = c.code + " shows " + got + ", want " + c.want
		}
	}
	return why
}
