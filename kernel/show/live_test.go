package show

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	gonb "github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/cell/protocol"
)

func liveOn(r *recorded, load func() (figure.Figure, error)) (*live, *time.Time) {
	bar, now := barOn(r)
	return &live{bar: bar, id: "figure", every: 5 * time.Second, load: load}, now
}

// figures are the bundles of the live figure.
func (r *recorded) figures() []*gonb.DisplayData {
	var out []*gonb.DisplayData
	for _, data := range r.sent {
		if data.DisplayID == "figure" {
			out = append(out, data)
		}
	}
	return out
}

func TestLiveFigureFillsInInPlace(t *testing.T) {
	r := record(true)
	loads := 0
	l, now := liveOn(r, func() (figure.Figure, error) { loads++; return someFigure(t), nil })
	step := func(done int, wait time.Duration) {
		*now = now.Add(wait)
		l.update(study.Progress{Study: "s", Total: 9, Done: done})
	}
	step(0, 0)              // nothing finished yet
	step(1, 0)              // the first is shown at once
	step(2, time.Second)    // too soon
	step(2, 5*time.Second)  // shown
	step(2, 50*time.Second) // nothing new
	step(9, 0)              // the end is shown at once
	shown := r.figures()
	if loads != 3 || len(shown) != 3 {
		t.Fatalf("%d loads, %d figures", loads, len(shown))
	}
	for i, data := range shown {
		picture := data.Data[protocol.SVG]
		if data.Data[protocol.Figure] == nil || (picture != nil) != (i == 2) {
			t.Errorf("figure %d: picture %v", i, picture)
		}
	}
}

func TestLiveWithoutResultsShowsNothing(t *testing.T) {
	r := record(true)
	l, _ := liveOn(r, func() (figure.Figure, error) { return figure.Figure{}, figure.ErrEmpty })
	l.update(study.Progress{Total: 9, Done: 1})
	if len(r.figures()) != 0 || r.log.Len() > 0 {
		t.Errorf("%d figures, log %q", len(r.figures()), r.log.String())
	}
	l, _ = liveOn(r, func() (figure.Figure, error) { return figure.Figure{}, errDraw })
	l.update(study.Progress{Total: 9, Done: 1})
	if !strings.Contains(r.log.String(), "show.Live: not shown: no ink") {
		t.Errorf("log %q", r.log.String())
	}
}

func TestLiveInATerminalWritesTheFigureAtTheEnd(t *testing.T) {
	r := record(false)
	l, now := liveOn(r, func() (figure.Figure, error) { return someFigure(t), nil })
	l.update(study.Progress{Total: 2, Done: 1})
	if *now = now.Add(time.Minute); r.out.Len() > 0 {
		t.Errorf("written before the end: %q", r.out.String())
	}
	l.update(study.Progress{Total: 2, Done: 2})
	if !strings.Contains(r.out.String(), "Training curve") {
		t.Errorf("written %q", r.out.String())
	}
}

func TestLiveOptionsAreChecked(t *testing.T) {
	err := LiveOptions{Every: time.Millisecond}.validate()
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "LiveOptions.Every") {
		t.Errorf("got %v", err)
	}
	r := record(true)
	newLive(r.screen, study.Study{}, LiveOptions{Every: -1}).update(study.Progress{Total: 1, Done: 1})
	if !strings.Contains(r.log.String(), "LiveOptions.Every") {
		t.Errorf("log %q", r.log.String())
	}
	if _, err := r.screen.run(t.Context(), study.Study{}, study.RunOptions{}, LiveOptions{Every: -1}); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

func TestContextEndsOnInterruption(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot interrupt itself on Windows")
	}
	ctx := Context()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-ctx.Done()
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.Errorf("got %v", ctx.Err())
	}
}

// blocked is an executor that finishes nothing.
type blocked struct{ started func() }

func (b blocked) Execute(ctx context.Context, _ study.Job) error {
	b.started()
	<-ctx.Done()
	return ctx.Err()
}

func tiny() study.Study {
	letters := pool.Omniglot()
	return study.Study{
		Name: "tiny", Pool: letters.Background(), Tasks: []split.Task{split.FewShot(letters.Evaluation(), 5, 1)},
		Backbone: backbone.MLP{}, Sizes: []diversity.Size{{Classes: 4, PerClass: 8}}, Repeats: 1,
	}
}

func TestInterruptedRunSaysSo(t *testing.T) {
	r := record(true)
	ctx, cancel := context.WithCancel(t.Context())
	results, err := r.screen.run(ctx, tiny(), study.RunOptions{Root: t.TempDir(), Executor: blocked{cancel}},
		LiveOptions{})
	if !errors.Is(err, context.Canceled) || results == nil ||
		!strings.Contains(err.Error(), "interrupted: 0 of 2 runs of tiny") {
		t.Fatalf("got %v, %v", results, err)
	}
	last := r.sent[len(r.sent)-1].Data[protocol.HTML]
	if text, _ := last.(string); !strings.Contains(text, "run the cell again to go on") {
		t.Errorf("the bar says %v", last)
	}
}

// two is tiny with a second task and a second probe.
func two() study.Study {
	s := tiny()
	s.Tasks = append(s.Tasks, split.FewShot(pool.Omniglot().Evaluation(), 4, 2))
	s.Probes = []probe.Probe{probe.Ridge{}, probe.NearestMean{}}
	return s
}

// What could be several things is not shown at a guess: Run says so before it computes anything.
func TestRunNeedsToKnowWhatToShow(t *testing.T) {
	const tasks, probes = "5-way 1-shot, 4-way 2-shot", "ridge, nearest-mean"
	const scores = `error, accuracy, top-5-error, top-5-accuracy, class-error, class-accuracy, macro-f1, macro-f1-loss, calibration-error, or "" for error`
	for says, o := range map[string]LiveOptions{
		`LiveOptions.Task = "": invalid value, allowed: one of ` + tasks:      {Probe: "ridge"},
		`LiveOptions.Task = "other": invalid value, allowed: one of ` + tasks: {Task: "other", Probe: "ridge"},
		`LiveOptions.Score = "beauty": invalid value, allowed: ` + scores:     {Task: "4-way 2-shot", Probe: "ridge", Score: "beauty"},
		`LiveOptions.Probe = "": invalid value, allowed: one of ` + probes:    {Task: "4-way 2-shot"},
	} {
		root := t.TempDir()
		ran := blocked{func() { t.Error("it was computed") }}
		_, err := record(true).screen.run(t.Context(), two(), study.RunOptions{Root: root, Executor: ran}, o)
		if !errors.Is(err, diversity.ErrInvalid) || err.Error() != says {
			t.Errorf("%v, want %s", err, says)
		}
		if left, _ := os.ReadDir(root); len(left) > 0 {
			t.Errorf("it left %v behind", left)
		}
	}
}

// With a display of its own a study needs not say what another would show.
func TestRunWithAnotherDisplayShowsNoFigure(t *testing.T) {
	r := record(true)
	ctx, cancel := context.WithCancel(t.Context())
	o := study.RunOptions{Root: t.TempDir(), Executor: blocked{cancel}, OnProgress: func(study.Progress) {}}
	if _, err := r.screen.run(ctx, two(), o, LiveOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(r.figures()) > 0 || r.log.Len() > 0 {
		t.Errorf("%d figures, log %q", len(r.figures()), r.log.String())
	}
}

// A study is shown by whoever runs it, so that Live itself can only say what is wrong: once, however often it draws.
func TestLiveComplainsOnce(t *testing.T) {
	r := record(true)
	l := newLive(r.screen, two(), LiveOptions{Root: t.TempDir()})
	for done := range 3 {
		l.update(study.Progress{Total: 3, Done: done + 1})
		l.drawn = time.Time{}
	}
	if got := strings.Count(r.log.String(), "LiveOptions.Task"); got != 1 {
		t.Errorf("it is said %d times: %q", got, r.log.String())
	}
}

func TestRunReportsOtherErrors(t *testing.T) {
	r := record(true)
	broken := tiny()
	broken.Name = ""
	if _, err := r.screen.run(t.Context(), broken, study.RunOptions{Root: t.TempDir()}, LiveOptions{}); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}
