package behind

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/study"
)

// mostScores bounds the columns of scores of a table of runs.
const mostScores = 8

// Recorded is the size with what its runs recorded in place of what their measurements say. The score is the main one
// of the study, the task and the probe are those of the figure, whose scores come first.
func (s Size) Recorded(d study.Detail, m study.Metric) Size {
	s.Notes, s.Names, s.Curves, s.Sheet = nil, nil, nil, Sheet{}
	s.setRows(d.Runs, m)
	s.bounded()
	s.Notes = append(s.Notes, devices(d.Runs)...)
	if len(d.Classes) > 0 {
		s.Names = append(s.Names, "Classes of the first run: "+listed(d.Classes, d.Size.Classes)+".")
	}
	if len(d.Worst) > 0 {
		s.Names = append(s.Names, mistakes(d))
	}
	for _, c := range d.Curves[:min(len(d.Curves), mostLines)] {
		if line := lineOf(c); len(line.At) > 0 {
			s.Curves = append(s.Curves, line)
		}
	}
	return s
}

// setRows lists the runs: repeat, seed, scores, time and name.
func (s *Size) setRows(runs []study.Result, m study.Metric) {
	columns := scoresOf(runs, m)
	left := len(columns) - mostScores
	columns = columns[:min(len(columns), mostScores)]
	s.Head, s.Rows = []string{"repeat", "seed"}, nil
	for _, c := range columns {
		s.Head = append(s.Head, diversity.Printable(fmt.Sprintf("%s, %s: %s %%", c.Task, c.Probe, m.Score.Label())))
	}
	s.Head = append(s.Head, "seconds", "run")
	for _, run := range runs {
		row := []string{strconv.Itoa(run.Run.Repeat), strconv.FormatUint(run.Run.Seed, 10)}
		for _, c := range columns {
			row = append(row, scoreText(run, c, m.Score))
		}
		s.Rows = append(s.Rows, append(row, strconv.FormatFloat(run.Timings.Total(), 'f', 1, 64),
			diversity.Printable(display.Hash(run.Hash).String())))
	}
	if left > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%s of other tasks and probes are not listed.", wording.Count(left, "score")))
	}
}

// scoresOf are the tasks and probes that runs were measured on, that of the metric first.
func scoresOf(runs []study.Result, m study.Metric) []study.TaskProbe {
	var columns []study.TaskProbe
	for _, run := range runs {
		for _, e := range run.Measurements {
			c := study.TaskProbe{Task: e.Task, TaskHash: e.TaskHash, Probe: e.Probe, ProbeHash: e.ProbeHash}
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	slices.SortStableFunc(columns, func(a, b study.TaskProbe) int { return rank(a, m) - rank(b, m) })
	return columns
}

// rank is lower for what is nearer to a metric.
func rank(c study.TaskProbe, m study.Metric) int {
	switch {
	case c.Task == m.Task && c.Probe == m.Probe:
		return 0
	case c.Probe == m.Probe:
		return 1
	}
	return 2
}

func scoreText(run study.Result, c study.TaskProbe, score diversity.Score) string {
	e, have := run.Measurement(c.TaskHash, c.ProbeHash)
	if !have {
		return "-"
	}
	loss, err := e.Loss(score)
	if err != nil {
		return "-"
	}
	return wording.Percent(score.Show(loss))
}

// devices says what computed the runs, and when the last of them ended.
func devices(runs []study.Result) []string {
	var names []string
	for _, run := range runs {
		if name := diversity.Printable(run.Device); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"Computed on " + listed(names, len(names)) + "."}
}

// mostListed bounds names in a sentence.
const mostListed = 12

// listed joins names, and counts those of all that are not among them.
func listed(names []string, all int) string {
	names = names[:min(len(names), mostListed)]
	text := diversity.Printable(strings.Join(names, ", "))
	if left := all - len(names); left > 0 {
		text += fmt.Sprintf(" and %s more", scale.Thousands(left))
	}
	return text
}

func mistakes(d study.Detail) string {
	var said []string
	for _, m := range d.Worst {
		said = append(said, diversity.Printable(fmt.Sprintf("%s taken for %s (%d of %d)", m.Class, m.TakenFor, m.Count, m.Images)))
	}
	return "Most frequent mistakes: " + strings.Join(said, "; ") + "."
}

// What a panel has room for: lines, and places of each.
const (
	mostLines  = 5
	mostPlaces = 24
)

// lineOf is the loss of a curve at even distances and at its end, as far as it is a number.
func lineOf(c study.RunCurve) Curve {
	line, places := Curve{Name: fmt.Sprintf("repeat %d", c.Repeat)}, min(len(c.Curve), mostPlaces)
	for i := range places {
		p := c.Curve[i*(len(c.Curve)-1)/max(1, places-1)]
		if scale.Finite(p.Loss) && p.Step >= 0 {
			line.At = append(line.At, float64(p.Step), scale.RoundTo(p.Loss, 4))
		}
	}
	return line
}
