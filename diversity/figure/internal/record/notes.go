package record

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/study"
)

// unfinished says which runs of a size are missing, which failed, and why the first of these did.
func (r *reader) unfinished(d study.Detail) (notes []string) {
	isOf := func(run study.Run) bool {
		return !run.Control && run.Size == d.Size && run.Policy == d.Runs[0].Run.Policy
	}
	missing := 0
	for _, run := range r.results.Missing {
		if isOf(run) {
			missing++
		}
	}
	if missing > 0 {
		notes = append(notes, fmt.Sprintf("Not finished: %s of this size.", wording.Count(missing, "run")))
	}
	var failed []study.Failure
	for _, f := range r.results.Failures {
		if isOf(f.Run) {
			failed = append(failed, f)
		}
	}
	if len(failed) > 0 {
		notes = append(notes, fmt.Sprintf("Failed: %s of this size, repeat %d by %s", wording.Count(len(failed), "run"),
			failed[0].Run.Repeat, sentence(failed[0].Message)))
	}
	return notes
}

// unnamed says that mistakes were recorded which cannot be told, as the classes of the task are not known here.
func unnamed(d study.Detail, m study.Metric) []string {
	confused := func(e study.TaskError) bool { return e.Task == m.Task && e.Probe == m.Probe && e.Confusion != nil }
	recorded := func(run study.Result) bool { return slices.ContainsFunc(run.Measurements, confused) }
	if d.Tested > 0 || !slices.ContainsFunc(d.Runs, recorded) {
		return nil
	}
	return []string{"Mistakes were recorded, but the names of the classes of the task are not here."}
}

// mostLetters bounds a message of others in a sentence.
const mostLetters = 200

// sentence is a message of one line that ends with a full stop.
func sentence(message string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	letters := []rune(diversity.Printable(first))
	if len(letters) > mostLetters {
		letters = append(letters[:mostLetters:mostLetters], '…')
	}
	return strings.TrimRight(string(letters), ".") + "."
}
