// Package page writes a report as one page of HTML: the answer, the curves, the verdicts, the runs behind each point
// with what they recorded, and a calculator for other budgets and prices. The page needs neither a kernel nor a
// network, nothing in it loads anything, and its policy lets the browser run its own script and no other. It follows
// the light or dark theme of its reader, and is of some 200 kB, with training curves of at most 300 kB more.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/report"
	"tradeoff/kernel/internal/draw/contentpolicy"
	"tradeoff/kernel/internal/draw/document"
	"tradeoff/kernel/internal/files"
)

//go:embed page.html
var pageSource string

//go:embed calculator.js
var calculatorScript string

//go:embed controls.js
var controlsScript string

//go:embed shared.js
var sharedScript string

//go:embed page.css
var style string

// Save writes the page of a report to a file, whose name must end in .html or .htm. Folders that are missing are made;
// a reader sees the old file or the new one, never a part.
func Save(r report.Report, path string) error {
	return save(path, func(w io.Writer) error { return HTML(w, r) })
}

// save writes a page to a file.
func save(path string, write func(io.Writer) error) error {
	if extension := strings.ToLower(filepath.Ext(path)); extension != ".html" && extension != ".htm" {
		return diversity.Invalid("path", path, "a name that ends in .html or .htm")
	}
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	const readable = 0o644
	if err := files.Write(path, content.Bytes(), readable); err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}

// HTML writes the page of a report. Texts are escaped, whoever wrote them. It is an error wrapping diversity.ErrInvalid
// if the report is of nothing.
func HTML(w io.Writer, r report.Report) error {
	if len(r.Means) == 0 {
		return diversity.Invalid("len(Report.Means)", 0, "at least 1: a report comes from report.Of or report.OfTable")
	}
	source, err := template.New("page").Parse(pageSource)
	if err != nil {
		return err
	}
	script := calculatorScript + sharedScript + controlsScript
	var b bytes.Buffer
	if err := source.Execute(&b, contentOf(r, script)); err != nil {
		return err
	}
	_, err = w.Write(contentpolicy.Add(b.Bytes(), script))
	return err
}

// content is what the page shows.
type content struct {
	report.Report
	Caption      string
	ControlScore string
	Wide, Narrow template.HTML // the curves
	Best         template.HTML
	Claims       template.HTML
	Sizes        []size
	MoreSizes    int
	Data         data
	Script       template.JS
	Style        template.CSS
}

// data is what the calculator is given.
type data struct {
	Table  *report.Calculator `json:"table"`
	Total  float64            `json:"total"`
	Price  float64            `json:"price"` // of an item that the calculator begins with, and of a group
	Dear   float64            `json:"groupPrice"`
	Group  string             `json:"group"`
	Groups string             `json:"groups"`
	Item   string             `json:"item"`
	Items  string             `json:"items"`
	Score  string             `json:"score"`
	Scale  scale              `json:"scale"`
}

// scale leads from sizes and errors to the numbers of a table.
type scale struct {
	Group    float64 `json:"group"` // one of K and of n are so many of the table
	Item     float64 `json:"item"`
	From     float64 `json:"from"` // a score is From + Step error
	Step     float64 `json:"step"`
	Shares   bool    `json:"shares"` // shown in per cent, and differences in points
	PerCent  bool    `json:"perCent"`
	Rises    bool    `json:"rises"`
	Decimals int     `json:"decimals"`
}

// How wide the curves are, in pixels.
const (
	wide   = 760
	narrow = 350
)

// contentOf makes everything that is HTML of our own, its texts escaped.
func contentOf(r report.Report, script string) content {
	r.Name, r.Question = diversity.Printable(r.Name), diversity.Printable(r.Question)
	for _, sentences := range []*[]string{&r.Answer, &r.Changes, &r.Warnings, &r.Cite} {
		*sentences = printable(*sentences)
	}
	c := content{Report: r, Caption: r.CurvesCaption(), ControlScore: controlScore(r),
		Script: template.JS(script), Style: template.CSS(style), // our own
		Wide:   template.HTML(figure.SVGCurves(r.Means, wide, r.Scale, address)),
		Narrow: template.HTML(figure.SVGCurves(r.Means, narrow, r.Scale, address)),
		Claims: template.HTML(document.HTML(claims(r)))}
	if len(r.Minima) > 0 {
		best := r.Best()
		best.Title = ""
		c.Best = template.HTML(document.HTML(display.Document{}.Add(best)))
	}
	if r.Calculator != nil {
		c.Data = dataOf(r)
	}
	c.Sizes, c.MoreSizes = sizesOf(r)
	return c
}

// dataOf is what the calculator begins with: what the report was asked.
func dataOf(r report.Report) data {
	w, s := r.Scale.Nouns(), r.Scale
	d := data{Table: r.Calculator, Total: s.Total(float64(r.Budget)), Price: 1,
		Group: w.Group, Groups: w.Groups, Item: w.Item,
		Items: w.Items, Score: w.Score, Scale: scaleOf(s)}
	if s.Score == "" {
		d.Score = r.Means[0].Score.Label()
	}
	if r.Budget == 0 {
		d.Total, d.Price, d.Dear = r.Spend.Total, r.Spend.PerSample, r.Spend.PerClass
	}
	return d
}

func scaleOf(s estimate.Scale) scale {
	return scale{Group: s.Classes(1), Item: s.PerClass(1), From: s.From, Step: s.ScoreOf(1) - s.ScoreOf(0),
		Shares: s.Shares(), PerCent: s.PerCent, Rises: s.Rises, Decimals: s.Decimals()}
}

// controlScore is that of random weights; "" if there are none.
func controlScore(r report.Report) string {
	switch {
	case r.Control == nil:
		return ""
	case r.Scale.Plain():
		return r.Control.Error.Percent() + " %"
	}
	return r.Scale.Scored(r.Control.Error)
}

// printable makes sentences safe to show, without what reverses the direction of writing.
func printable(sentences []string) (safe []string) {
	for _, sentence := range sentences {
		safe = append(safe, diversity.PrintableLines(sentence))
	}
	return safe
}

func claims(r report.Report) (d display.Document) {
	for _, v := range r.Verdicts {
		d = d.Add(v.Display().Parts...)
	}
	return d
}

// address is where a click on a point leads.
func address(s diversity.Size) string { return "#" + identity(s) }

func identity(s diversity.Size) string { return fmt.Sprintf("size-%d-%d", s.Classes, s.PerClass) }

// size is a row of the table of runs.
type size struct {
	ID                       string
	Total, Classes, PerClass string
	Mean                     string
	Runs                     []string
	Detail                   *detail // nil if nothing else was recorded
}

// meanText is a mean with its interval, and shown a run, without a sign for per cent where all are.
func meanText(s estimate.Scale, mean estimate.SizeSummary) string {
	if s.Plain() {
		return mean.String()
	}
	return s.Scored(mean.Error)
}

func shown(s estimate.Scale, p diversity.Measurement) string {
	if s.Plain() {
		return display.Percent(p.Shown()).String()
	}
	return s.Text(s.ScoreOf(p.Error))
}

// What the table of runs shows of many.
const (
	mostSizes = 400
	mostRuns  = 50
)

// sizesOf lists the runs of each size.
func sizesOf(r report.Report) (sizes []size, more int) {
	runs, details := map[diversity.Size][]string{}, detailsOf(r)
	for _, p := range r.Points {
		runs[p.Size] = append(runs[p.Size], fmt.Sprintf("%s: %s", runName(p), shown(r.Scale, p)))
	}
	for i, mean := range r.Means {
		if i == mostSizes {
			return sizes, len(r.Means) - i
		}
		names := runs[mean.Size]
		if left := len(names) - mostRuns; left > 0 {
			names = append(names[:mostRuns:mostRuns], fmt.Sprintf("and %d more", left))
		}
		sizes = append(sizes, size{identity(mean.Size), r.Scale.TotalText(mean.Size.Total()),
			r.Scale.ClassesText(mean.Size), estimate.Count(r.Scale.PerClass(float64(mean.Size.PerClass))),
			meanText(r.Scale, mean), names, details[mean.Size]})
	}
	return sizes, 0
}

// runName is the number of a repeat and the run's name, if it has one.
func runName(p diversity.Measurement) string {
	name := fmt.Sprintf("repeat %d", p.Repeat)
	if p.Run != "" {
		name += fmt.Sprintf(" (%s)", diversity.Printable(display.Hash(p.Run).String()))
	}
	return name
}
