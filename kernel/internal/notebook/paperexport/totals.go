package paperexport

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/modpath"
)

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
