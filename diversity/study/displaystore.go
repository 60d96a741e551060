package study

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// Fields are what a table of states shows.
func (s Status) Fields() []display.Field {
	fields := []display.Field{{Name: "study", Value: s.Study}, {Name: "runs", Value: s.Total}}
	for _, state := range States() {
		if count := s.Counts[state]; count > 0 {
			fields = append(fields, display.Field{Name: string(state), Value: count})
		}
	}
	return fields
}

// Display is how many runs are in each state, and those that are not done.
func (s Status) Display() display.Document {
	d := display.Document{Title: "study " + s.Study}.Add(display.Facts(s.Fields()[1:]))
	if table := s.Table(); len(table.Rows) > 0 {
		d = d.Add(table.document())
	}
	return d.Add(display.Facts{{Name: "directory", Value: s.Dir}, {Name: "hash", Value: display.Hash(s.Hash)}})
}

// Fields are what a table of runs and their states shows.
func (r RunStatus) Fields() []display.Field {
	return append(
		r.Run.Fields(),
		display.Field{Name: "state", Value: string(r.State)},
		display.Field{Name: "reason", Value: firstLine(r.Reason)},
		display.Field{Name: "run", Value: display.Hash(r.Hash)},
	)
}

// Fields are what a table of studies shows.
func (l Listed) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "study",
			Value: l.Name,
		}, {Name: "results", Value: l.Results}, {Name: "failed", Value: l.Failures}, {Name: "running", Value: l.Running},
		{
			Name:  "changed",
			Value: moment(l.Changed),
		}, {Name: "problem", Value: l.Problem}, {Name: "hash", Value: display.Hash(l.Hash)},
	}
}

// Fields are what a table of checks shows.
func (r Report) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "study",
			Value: r.Study,
		}, {Name: "files", Value: r.Files}, {Name: "intact results", Value: fmt.Sprintf("%d of %d", r.Results, r.Total)},
		{
			Name:  "problems",
			Value: len(r.Problems),
		}, {Name: "left behind", Value: len(r.Leftovers)}, {Name: "unused", Value: len(r.Unused)},
		{Name: "not the store's", Value: len(r.Strays)},
	}
}

// Display is what was found, each file with what is to be said about it.
func (r Report) Display() display.Document {
	d := display.Document{Title: "check of " + r.Dir}.Add(display.Facts(r.Fields()))
	for _, list := range []struct {
		title    string
		findings []Finding
	}{{"Problems", r.Problems}, {"Left behind", r.Leftovers}, {"Unused", r.Unused}, {"Not the store's", r.Strays}} {
		if len(list.findings) > 0 {
			d = d.Add(display.TableOf(list.title, list.findings))
		}
	}
	return d
}

// Fields are what a table of files shows.
func (f Finding) Fields() []display.Field {
	return []display.Field{
		{Name: "file", Value: f.Path},
		{Name: "bytes", Value: f.Bytes},
		{Name: "why", Value: f.Reason},
	}
}

// Fields are what a table of collections shows.
func (c Collected) Fields() []display.Field {
	return []display.Field{
		{Name: "directory", Value: c.Dir}, {Name: "files", Value: len(c.Removed)}, {Name: "bytes", Value: c.Bytes},
		{Name: "removed", Value: map[bool]string{true: "no: a dry run", false: "yes"}[c.DryRun]},
	}
}

// Display is what was removed.
func (c Collected) Display() display.Document {
	d := display.Document{}.Add(display.Facts(c.Fields()))
	if len(c.Removed) == 0 {
		return d
	}
	return d.Add(display.TableOf("", c.Removed))
}

// Fields are what a table of archives shows.
func (u Unpacked) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "study",
			Value: u.Study,
		}, {Name: "directory", Value: u.Dir}, {Name: "added", Value: u.Added}, {Name: "replaced, were damaged", Value: u.Replaced},
		{Name: "kept", Value: u.Kept}, {Name: "left out, of other studies", Value: u.Foreign},
	}
}

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

// Fields are what a table of workers shows.
func (c Claimant) Fields() []display.Field {
	return append(
		c.Run.Fields(),
		display.Field{Name: "host", Value: c.Host},
		display.Field{Name: "process", Value: c.Process},
		display.Field{
			Name:  "since",
			Value: moment(c.Started),
		},
		display.Field{Name: "last seen", Value: moment(c.Heartbeat)},
	)
}

// Fields are what a table of claims shows.
func (c *Claim) Fields() []display.Field {
	return append(c.run.Fields(), display.Field{Name: "run", Value: display.Hash(c.hash)})
}

// Fields are what a table of stores shows.
func (st *Store) Fields() []display.Field {
	return []display.Field{{Name: "study", Value: st.Study().Name}, {Name: "directory", Value: st.Dir()}}
}

// Fields are what a table of orders shows.
func (o Order) Fields() []display.Field {
	return append(o.Run.Fields(), display.Field{Name: "workers lost with it", Value: o.Lost})
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
	case c.Control:
		from = "random weights"
	case c.Size.Classes == 0:
		from = "all sizes"
	}
	title := fmt.Sprintf("confusion: task %s, %s, %s, %d runs", c.Task, c.Probe, from, len(c.Errors))
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
