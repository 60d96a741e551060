package show

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// LiveOptions says what [Live] shows. The zero value shows the only task and probe of the study, anew every 5 seconds.
type LiveOptions struct {
	Task  string        // name; "" means the study's only one, as in study.Metric
	Probe string        // kind; "" means the study's only one
	Every time.Duration // shortest time between two drawings of the figure, at least 100 ms; 0 means 5 s
	Root  string        // as study.RunOptions.Root

	Score diversity.Score // what is drawn, such as diversity.ScoreAccuracy; "" means the study's main score
}

const (
	defaultEvery  = 5 * time.Second
	shortestEvery = 100 * time.Millisecond
)

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o LiveOptions) validate() error {
	if o.Every != 0 && o.Every < shortestEvery {
		return diversity.Invalid("LiveOptions.Every", o.Every,
			fmt.Sprintf("at least %v, or 0 for %v", shortestEvery, defaultEvery))
	}
	return nil
}

// metric is what the figure shows of a study. The error wraps diversity.ErrInvalid and lists the choices.
func (o LiveOptions) metric(s study.Study) (study.Metric, error) {
	of := study.Results{Study: s}
	return study.Metric{Task: o.Task, Probe: o.Probe, Score: o.Score}.Among(of.Tasks(), of.Probes(), nil, "LiveOptions")
}

// Live returns a function for study.RunOptions.OnProgress that shows a bar as [Progress] does and, below it, the error
// against the number of classes, one curve per budget, which fills in as results arrive. One figure is kept up to date
// in place; while the study runs it comes without its static picture. Outside a notebook the figure is written once, at
// the end. [Run] does all of this.
func Live(s study.Study, o LiveOptions) func(study.Progress) {
	return newLive(here(), s, o).update
}

// live is a bar with a figure below it.
type live struct {
	bar   *progressBar
	id    string // of the figure's display
	every time.Duration
	load  func() (figure.Figure, error) // from what is stored

	mu    sync.Mutex
	done  int       // runs finished when the figure was drawn last
	drawn time.Time // last
	wrong string    // what was complained of last
}

func newLive(s screen, experiment study.Study, o LiveOptions) *live {
	l := &live{bar: newProgressBar(s), id: gonbui.UniqueId(), every: max(o.Every, shortestEvery)}
	if o.Every == 0 {
		l.every = defaultEvery
	}
	l.load = func() (figure.Figure, error) { return curvesSoFar(experiment, o) }
	if err := o.validate(); err != nil {
		l.load = func() (figure.Figure, error) { return figure.Figure{}, err }
	}
	return l
}

// curvesSoFar draws what is finished of a study.
func curvesSoFar(s study.Study, o LiveOptions) (figure.Figure, error) {
	metric, err := o.metric(s)
	if err != nil {
		return figure.Figure{}, err
	}
	results, err := s.Load(study.RunOptions{Root: o.Root})
	if err != nil {
		return figure.Figure{}, err
	}
	f, err := curvesOf(results, metric)
	if err != nil {
		return figure.Figure{}, err
	}
	return f.WithTitle(fmt.Sprintf("%s, task %s: %d of %d runs", s.Name, metric.Task, len(results.Runs),
		len(results.Runs)+len(results.Missing)+len(results.Failures))), nil
}

// curvesOf draws the curve of each budget, or of a study with policies those of the policies.
func curvesOf(results *study.Results, metric study.Metric) (figure.Figure, error) {
	if len(results.Policies()) > 0 {
		return figure.Policies(results, metric, theory.MinimaOptions{})
	}
	points, err := results.Points(metric)
	if err != nil {
		return figure.Figure{}, err
	}
	control, err := results.ControlPoints(metric)
	if err != nil {
		return figure.Figure{}, err
	}
	published, err := results.PublishedPoints(metric)
	if err != nil {
		return figure.Figure{}, err
	}
	return figure.Curves(points, figure.CurvesOptions{Control: control, Published: published})
}

func (l *live) update(p study.Progress) {
	l.bar.update(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	last := p.Left() <= 0
	if p.Done > l.done && (last || l.bar.screen.notebook && l.bar.now().Sub(l.drawn) >= l.every) {
		l.draw(p.Done, last)
	}
}

// draw shows what is finished; the last drawing comes with its picture.
func (l *live) draw(done int, last bool) {
	l.done, l.drawn = done, l.bar.now()
	f, err := l.load()
	if errors.Is(err, figure.ErrEmpty) {
		return
	}
	var forms bundle
	if err == nil {
		forms, err = l.bar.screen.forms(f, last)
	}
	if err != nil {
		l.complain(err)
		return
	}
	if !l.bar.screen.notebook {
		l.bar.screen.show(forms)
		return
	}
	l.bar.screen.send(forms.message(l.id))
}

// complain reports an error, once for as long as it is the same.
func (l *live) complain(err error) {
	if l.wrong != err.Error() {
		l.wrong = err.Error()
		l.bar.screen.complain("Live", err)
	}
}
