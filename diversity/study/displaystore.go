package study

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// Fields are how far a call is.
func (p Progress) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "study",
			Value: p.Study,
		}, {Name: "runs", Value: p.Total}, {Name: "done", Value: p.Done}, {Name: "of these before", Value: p.Cached},
		{Name: "running", Value: p.Running}, {Name: "failed", Value: p.Failed}, {Name: "left", Value: p.Left()},
		{Name: "seconds", Value: seconds(p.Elapsed.Seconds())},
	}
}

// Fields are what a table of claims shows.
func (c *Claim) Fields() []display.Field {
	return append(c.run.Fields(), display.Field{Name: "run", Value: display.Hash(c.hash)})
}

// Fields are what a table of stores shows.
func (st *Store) Fields() []display.Field {
	return []display.Field{{Name: "study", Value: st.Study().Name}, {Name: "directory", Value: st.Dir()}}
}

// Fields are what a table of assignments shows.
func (a Assignment) Fields() []display.Field {
	return append(a.Run.Fields(), display.Field{Name: "workers lost with it", Value: a.Lost})
}

// Fields are what a table of jobs shows.
func (j Job) Fields() []display.Field {
	return []display.Field{
		{Name: "runs to compute", Value: len(j.Runs)},
		{Name: "all that the plan lacks", Value: j.Whole},
	}
}

// Fields are how runs are computed.
func (p Processes) Fields() []display.Field {
	count := any("one for each usable core or device")
	if p.Count > 0 {
		count = p.Count
	}
	return []display.Field{
		{Name: "worker processes", Value: count},
		{Name: "program", Value: strings.Join(p.Command, " ")},
	}
}

// Fields are what a table of confusions shows.
func (c Confusion) Fields() []display.Field {
	fields := []display.Field{
		{Name: "task", Value: c.Task},
		{Name: "probe", Value: c.Probe},
		{Name: "runs", Value: len(c.Errors)},
		{Name: "episodes", Value: c.Episodes},
	}
	return append(fields, c.Confusion.Fields()...)
}

// Display is the error and the most frequent mistakes by name; figure.Confusion draws it.
func (c Confusion) Display() display.Document {
	from := c.Size.String()
	switch {
	case c.Published:
		from = publishedWeights
	case c.Control:
		from = randomWeights
	case c.Size.Classes == 0:
		from = "all sizes"
	}
	title := fmt.Sprintf("confusion: task %s, %s, %s, %s", c.Task, c.Probe, from, display.Count(len(c.Errors), "run"))
	return display.Document{Title: title}.Add(c.Confusion.Display().Parts...)
}

// Fields are what a table of confusions shows.
func (c Cell) Fields() []display.Field {
	return []display.Field{
		{Name: "class", Value: c.True},
		{Name: "taken for", Value: c.Predicted},
		{Name: "images", Value: c.Count},
	}
}

// Display is the counts, class by class.
func (t Tally) Display() display.Document {
	return display.Document{}.Add(display.TableOf("", t.Cells()))
}

// Fields are what a table of metrics shows.
func (m Metric) Fields() []display.Field {
	return []display.Field{{Name: "task", Value: m.Task}, {Name: "probe", Value: m.Probe},
		{Name: "policy", Value: m.Policy}, {Name: "score", Value: m.Score.Label()}}
}

// Fields are the names and the hashes.
func (o TaskProbe) Fields() []display.Field {
	return []display.Field{
		{Name: "task", Value: o.Task},
		{Name: "task hash", Value: display.Hash(o.TaskHash)},
		{Name: "probe", Value: o.Probe},
		{Name: "probe hash", Value: display.Hash(o.ProbeHash)},
	}
}

// Fields are how much is required of a run.
func (q Requirements) Fields() []display.Field {
	return []display.Field{
		{Name: "tasks", Value: len(q.tasks)},
		{Name: "probes", Value: len(q.probes)},
		{Name: "confusions", Value: q.confusions},
		{Name: "main score", Value: q.score.Label()},
		{Name: "diagnostics", Value: q.diagnosed},
	}
}
