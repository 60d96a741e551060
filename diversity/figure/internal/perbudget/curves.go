package perbudget

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/theory"
)

// Controls are measurements of networks that were not trained on a pre-training set.
type Controls struct {
	Random    []diversity.Measurement // weights as they are drawn
	Published []diversity.Measurement // weights that others have trained
}

// Curves show the error against the number of classes, one curve per budget.
func Curves(points []diversity.Measurement, fit *theory.LawFit, controls Controls) (chart.Parts, error) {
	budgets, err := Summarize(points)
	if err != nil {
		return chart.Parts{}, err
	}
	levels, err := controls.levels()
	if err != nil {
		return chart.Parts{}, err
	}
	c := curvesChart{budgets: budgets, fit: fit, levels: levels}
	caption := wording.Sentences(c.caption(), LeftOut(slices.Concat(points, controls.Random, controls.Published)))
	return chart.Parts{Title: Title(Score(budgets), " against the number of classes"), Caption: caption, Table: c.table(),
		Option: c.option(), Sizes: Behind("", budgets, points)}, nil
}

// curvesChart is what [figure.Curves] shows.
type curvesChart struct {
	budgets []Budget
	fit     *theory.LawFit
	levels  []level
}

// errorAxis is the y axis.
func (c curvesChart) errorAxis() chart.Axis {
	values := MeansAndEnds(c.budgets)
	for _, l := range c.levels {
		values = append(values, scale.Percent(l.Shown().Value))
		values = chart.AppendEnds(values, l.Shown().Interval, 100)
	}
	if c.fit != nil {
		for _, b := range c.budgets {
			for _, at := range fittedErrors(b, c.fit) {
				values = append(values, at[1])
			}
		}
	}
	return chart.ErrorAxis("downstream "+Score(c.budgets).Label()+" (%)", scale.FiniteOf(values))
}

func (c curvesChart) classes() scale.Span {
	s, _ := scale.SpanOf(Classes(c.budgets))
	return s.Padded(0.04)
}

func (c curvesChart) option() chart.Option {
	entries := c.entries()
	y := c.errorAxis()
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true),
		Grid: chart.StandardGrid(entries, 28),
		XAxis: []chart.Axis{chart.SizeAxis("number of classes K (log scale), with n = N / K images of each", c.classes(),
			Classes(c.budgets))},
		YAxis: []chart.Axis{y}, Series: c.series(),
	}
}

func (c curvesChart) entries() []chart.Entry {
	entries := budgetEntries(c.budgets)
	for _, l := range c.levels {
		entries = append(entries, chart.Entry{Name: l.name, Icon: l.icon, Color: chart.Neutral})
	}
	return entries
}

func (c curvesChart) series() []chart.Series {
	var all []chart.Series
	for i, b := range c.budgets {
		color, shift := chart.SeriesColor(i), beside(c.classes(), i, len(c.budgets))
		all = append(all, MeansSeries(b, color, shift, c.fit == nil))
		if bars := ErrorBars(b, shift); len(bars) > 0 {
			all = append(all, chart.VerticalBars(b.name(), color, bars))
		}
		all = append(all, ring(b, color, shift))
		if c.fit != nil {
			all = append(all, fittedCurve(b, color, c.fit))
		}
	}
	for _, l := range c.levels {
		all = append(all, l.line(c.classes()))
		if l.Error.Interval.Known() {
			all = append(all, l.band(c.classes()))
		}
	}
	return all
}

func (c curvesChart) caption() string {
	repeats, score := Repeats(c.budgets), Score(c.budgets)
	text := fmt.Sprintf("Downstream %s after pre-training on N = K × n images, for %s. Dots: mean over %s; bars: its 95%% interval; rings: the %s mean of each budget, with its K.",
		score.Label(), wording.Count(len(c.budgets), "budget"), repeats, BestWord(score))
	fitted := ""
	if c.fit != nil {
		fitted = fmt.Sprintf("Dashed: the fitted %s law (rms residual %s points).", c.fit.Law.Name(),
			wording.Short(100*c.fit.RMS))
	}
	parts := []string{text, besideWords(c.budgets), fitted}
	for _, l := range c.levels {
		parts = append(parts, fmt.Sprintf("%s: the same probe on %s (%s%%).", l.drawn, l.name, wording.Percent(l.Shown().Value)))
	}
	return wording.Sentences(parts...)
}

func (c curvesChart) table() string {
	text := Table(c.budgets)
	for _, l := range c.levels {
		text += fmt.Sprintf("%s: %s%% (%s)\n", l.name, wording.Percent(l.Shown().Value),
			wording.PercentInterval(l.Shown().Interval))
	}
	return text
}
