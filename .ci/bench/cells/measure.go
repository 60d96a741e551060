package cells

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Row is what one kind of cell took in both kernels, in seconds, round by round.
type Row struct {
	Name   string    `json:"name"`
	Title  string    `json:"title"`
	Target float64   `json:"target_seconds,omitempty"` // that our kernel should take at most
	Plain  []float64 `json:"plain_seconds"`
	Ours   []float64 `json:"ours_seconds"`
}

// Report is the comparison.
type Report struct {
	Rows []Row `json:"rows"`
}

// session is a comparison that is going on. The two kernels are in the order of the options: plain, ours.
type session struct {
	o      Options
	report Report
	serial int // of the last cell
}

// Compare starts kernels and times their cells. What was measured before an error, or before the context ended, is
// returned with it.
func Compare(ctx context.Context, o Options) (Report, error) {
	if err := o.Validate(); err != nil {
		return Report{}, err
	}
	// other cells than those of an earlier comparison
	s := &session{o: o.withDefaults(), serial: 1_000_000 + 1000*rand.IntN(1_000_000)}
	s.report.Rows = []Row{{Name: "start", Title: "kernel start until it answers"}}
	trivial, drawing := trivialCell(), figureCell()
	trivial.target, drawing.target = firstTarget, firstTarget
	if err := s.starts(ctx, trivial); err != nil {
		return s.report, err
	}
	if err := s.starts(ctx, drawing); err != nil {
		return s.report, err
	}
	return s.report, s.warm(ctx)
}

// firstTarget is for the first cell after the start of a kernel, in seconds.
const firstTarget = 2.5

// starts measures the start of kernels and their first cell. A round that does not count comes first, for what the
// system keeps in memory.
func (s *session) starts(ctx context.Context, first kind) error {
	cell := Row{Name: "first-" + first.name, Title: "first cell then: " + first.title, Target: first.target}
	both := Row{Name: "both-" + first.name, Title: "start to the end of that cell"}
	tab := Row{Name: "tab-" + first.name, Title: "first completion, after that cell"}
	var ready, run, complete [2]time.Duration
	err := s.rounds(cell.Title, func(i int) (err error) {
		ready[i], run[i], complete[i], err = s.startOne(ctx, i, first)
		return err
	}, func() {
		s.report.Rows[0].add(ready)
		cell.add(run)
		both.add([2]time.Duration{ready[0] + run[0], ready[1] + run[1]})
		tab.add(complete)
	})
	if err != nil {
		return err
	}
	s.report.Rows = append(s.report.Rows, cell, both, tab)
	return nil
}

// startOne starts a kernel, runs one cell, completes a name and ends it.
func (s *session) startOne(ctx context.Context, i int, first kind) (ready, cell, tab time.Duration, err error) {
	k, ready, err := start(ctx, s.launch(i))
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { err = errors.Join(err, k.stop()) }()
	if cell, err = s.run(ctx, k, i, first); err != nil {
		return 0, 0, 0, err
	}
	tab, err = k.complete(ctx, typedIn(i))
	return ready, cell, tab, err
}

// warm measures cells in one pair of kernels. The first cell of each kind does not count.
func (s *session) warm(ctx context.Context) (err error) {
	var kernels [2]*kernel
	for i := range kernels {
		k, _, err := start(ctx, s.launch(i))
		if err != nil {
			return err
		}
		kernels[i] = k
		defer func() { err = errors.Join(err, k.stop()) }()
	}
	for _, cell := range warmCells() {
		err := s.row(Row{Name: cell.name, Title: cell.title, Target: cell.target}, func(i int) (time.Duration, error) {
			return s.run(ctx, kernels[i], i, cell)
		})
		if err != nil {
			return err
		}
	}
	return s.row(Row{Name: "tab", Title: "completion"}, func(i int) (time.Duration, error) {
		return kernels[i].complete(ctx, typedIn(i))
	})
}

// row measures one thing in both kernels.
func (s *session) row(row Row, measure func(i int) (time.Duration, error)) error {
	var took [2]time.Duration
	err := s.rounds(row.Title, func(i int) (err error) {
		took[i], err = measure(i)
		return err
	}, func() { row.add(took) })
	if err != nil {
		return err
	}
	s.report.Rows = append(s.report.Rows, row)
	return nil
}

// rounds measures in both kernels and keeps what was measured, but for a first round, which warms what the system
// keeps in memory.
func (s *session) rounds(title string, measure func(i int) error, keep func()) error {
	s.o.Progress(fmt.Sprintf("%s, %d rounds", title, s.o.Cells))
	for round := range s.o.Cells + 1 {
		s.serial++
		if err := inTurn(round, measure); err != nil {
			return err
		}
		if round > 0 {
			keep()
		}
	}
	return nil
}

// inTurn does something for both kernels, beginning with the one that came last in the round before.
func inTurn(round int, do func(i int) error) error {
	for _, i := range [2]int{round % 2, 1 - round%2} {
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) launch(i int) Launch { return []Launch{s.o.Plain, s.o.Ours}[i] }

func (s *session) run(ctx context.Context, k *kernel, i int, cell kind) (time.Duration, error) {
	code, shows := cell.plain, []string{with(cell.shows, s.serial)}
	if i == 1 {
		code, shows = cell.ours, append(shows, cell.oursShows)
	}
	return k.run(ctx, with(code, s.serial), shows...)
}

func (r *Row) add(took [2]time.Duration) {
	r.Plain = append(r.Plain, took[0].Seconds())
	r.Ours = append(r.Ours, took[1].Seconds())
}
