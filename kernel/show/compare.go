package show

import (
	"tradeoff/diversity/figure"
	"tradeoff/diversity/report"
	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/document"
)

// Compare displays by how much the errors of two studies differ at the sizes and repeats that both have, and whether
// the best number of classes moves from the first to the second: a sentence, tables, and a figure of the differences. A
// click on a point of it shows the runs of both studies.
// What keeps them from being compared, such as different pools, is written to the standard error; report.Compare
// returns it.
func Compare(first, second *study.Results, o report.CompareOptions) {
	here().compare(first, second, o)
}

func (s screen) compare(first, second *study.Results, o report.CompareOptions) {
	c, err := report.Compare(first, second, o)
	if err != nil {
		s.complain("Compare", err)
		return
	}
	d := c.Display()
	s.show(bundle{protocol.HTML: document.HTML(d), protocol.Plain: document.Text(d)})
	f, err := comparedFigure(c, first, second, o)
	if err != nil {
		s.complain("Compare", err)
		return
	}
	s.figure(f)
}

// comparedFigure has what the runs of both studies recorded behind its points.
func comparedFigure(c report.Comparison, first, second *study.Results, o report.CompareOptions) (figure.Figure, error) {
	f, err := c.Figure()
	for _, r := range []*study.Results{first, second} {
		if err == nil {
			f, err = f.WithRuns(r, figure.RunsOptions{Metric: o.Metric})
		}
	}
	return f, err
}
