package maintain

import (
	"fmt"

	"tradeoff/diversity/display"
	"tradeoff/diversity/study/internal/phrase"
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
		d = d.Add(table.Display().Parts...)
	}
	return d.Add(display.Facts{{Name: "directory", Value: s.Dir}, {Name: "hash", Value: display.Hash(s.Hash)}})
}

// Fields are what a table of runs and their states shows.
func (r RunStatus) Fields() []display.Field {
	return append(
		r.Run.Fields(),
		display.Field{Name: "state", Value: string(r.State)},
		display.Field{Name: "reason", Value: phrase.FirstLine(r.Reason)},
		display.Field{Name: "run", Value: display.Hash(r.Hash)},
	)
}

// Fields are what a table of studies shows.
func (s Summary) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "study",
			Value: s.Name,
		}, {Name: "results", Value: s.Results}, {Name: "failed", Value: s.Failures}, {Name: "running", Value: s.Running},
		{
			Name:  "changed",
			Value: phrase.Moment(s.Changed),
		}, {Name: "problem", Value: s.Problem}, {Name: "hash", Value: display.Hash(s.Hash)},
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
		{Name: "not the store's", Value: len(r.Foreign)},
	}
}

// Display is what was found, each file with what is to be said about it.
func (r Report) Display() display.Document {
	d := display.Document{Title: "check of " + r.Dir}.Add(display.Facts(r.Fields()))
	for _, list := range []struct {
		title    string
		findings []Finding
	}{{"Problems", r.Problems}, {"Left behind", r.Leftovers}, {"Unused", r.Unused}, {"Not the store's", r.Foreign}} {
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

// Fields are what a table of what was pruned shows.
func (p Pruned) Fields() []display.Field {
	return []display.Field{
		{Name: "directory", Value: p.Dir}, {Name: "files", Value: len(p.Removed)}, {Name: "bytes", Value: p.Bytes},
		{Name: "removed", Value: map[bool]string{true: "no: a dry run", false: "yes"}[p.DryRun]},
	}
}

// Display is what was removed.
func (p Pruned) Display() display.Document {
	d := display.Document{}.Add(display.Facts(p.Fields()))
	if len(p.Removed) == 0 {
		return d
	}
	return d.Add(display.TableOf("", p.Removed))
}

// Fields are what a table of archives shows.
func (u Unpacked) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "study",
			Value: u.Study,
		}, {Name: "directory", Value: u.Dir}, {Name: "added", Value: u.Added},
		{Name: "replaced, were damaged", Value: u.Replaced},
		{Name: "kept", Value: u.Kept}, {Name: "left out, of other studies", Value: u.Foreign},
	}
}

// Fields are what a table of workers shows.
func (w Worker) Fields() []display.Field {
	return append(
		w.Run.Fields(),
		display.Field{Name: "host", Value: w.Host},
		display.Field{Name: "process", Value: w.Process},
		display.Field{
			Name:  "since",
			Value: phrase.Moment(w.Started),
		},
		display.Field{Name: "last seen", Value: phrase.Moment(w.Heartbeat)},
	)
}
