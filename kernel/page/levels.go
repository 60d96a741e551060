package page

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/report"
	"tradeoff/diversity/theory/levels"
	"tradeoff/kernel/internal/draw/contentpolicy"
	"tradeoff/kernel/internal/draw/document"
)

//go:embed levels.html
var levelsSource string

//go:embed levels.js
var levelsScript string

//go:embed levelscontrols.js
var levelsControlsScript string

// SaveLevels writes the page of a report on three levels to a file, as [Save] does.
func SaveLevels(r report.Levels, path string) error {
	return save(path, func(w io.Writer) error { return LevelsHTML(w, r) })
}

// LevelsHTML writes the page of a report on three levels: the answer, what it rests on, and a calculator for other
// money and prices. Texts are escaped, whoever wrote them. It is an error wrapping diversity.ErrInvalid if the report
// is of nothing.
func LevelsHTML(w io.Writer, r report.Levels) error {
	if r.Model == nil {
		return diversity.Invalid("Levels.Model", nil, "one from report.OfLevels")
	}
	source, err := template.New("levels").Parse(levelsSource)
	if err != nil {
		return err
	}
	script := levelsScript + sharedScript + levelsControlsScript
	var b bytes.Buffer
	if err := source.Execute(&b, levelsContentOf(r, script)); err != nil {
		return err
	}
	_, err = w.Write(contentpolicy.Add(b.Bytes(), script))
	return err
}

// levelsContent is what the page shows.
type levelsContent struct {
	Name, Question      string
	Answer, Warnings    []string
	Misses, Gains, Laws template.HTML
	Data                levelsData
	Calculates          bool
	Refits              int
	Script              template.JS
	Style               template.CSS
}

// levelsData is what the calculator begins with.
type levelsData struct {
	Model  *levels.Model `json:"model"`
	Spend  levels.Spend  `json:"spend"`
	Group  string        `json:"group"`
	Groups string        `json:"groups"`
	Source string        `json:"source"`
	// plural
	Sources string `json:"sources"`
	Item    string `json:"item"`
	Items   string `json:"items"`
	Score   string `json:"score"`
	Scale   scale  `json:"scale"`
}

// levelsRefits are those that a page computes from: a browser then answers at once.
const levelsRefits = 60

func levelsContentOf(r report.Levels, script string) levelsContent {
	w := r.Scale.Nouns()
	part := func(t display.Table) template.HTML {
		if t.Rows == nil {
			return ""
		}
		return template.HTML(document.HTML(display.Document{}.Add(t)))
	}
	c := levelsContent{Name: diversity.Printable(r.Name), Question: diversity.Printable(r.Question),
		Answer: printable(r.Answer), Warnings: printable(r.Warnings), Misses: part(r.Misses()), Gains: part(r.Gains()),
		Laws: part(r.Laws()), Calculates: r.Model.Known(), Refits: levelsRefits, Script: template.JS(script),
		Style: template.CSS(style)} // our own
	c.Data = levelsData{Model: r.Model.Thinned(levelsRefits), Spend: r.AskedSpend(), Group: w.Group,
		Groups: w.Groups, Source: w.Source, Sources: w.Sources, Item: w.Item, Items: w.Items, Score: w.Score,
		Scale: scaleOf(r.Scale)}
	return c
}
