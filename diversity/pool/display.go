package pool

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// Fields are what a table of pools shows.
func (p Pool) Fields() []display.Field {
	if err := p.Validate(); err != nil {
		return []display.Field{{Name: "pool", Value: "invalid: " + err.Error()}}
	}
	height, width, channels := p.Shape()
	return []display.Field{
		{
			Name:  "pool",
			Value: p.state.source.origin.title(),
		}, {Name: "classes", Value: p.Classes()},
		{Name: "images of a class", Value: strings.TrimSuffix(p.counts(), " images each")},
		{Name: "height x width x channels", Value: fmt.Sprintf("%dx%dx%d", height, width, channels)},
		{Name: "superclasses", Value: len(p.GroupNames())}, {Name: "made by", Value: p.stepsText()},
	}
}

func (p Pool) stepsText() string {
	var steps []string
	for _, s := range p.state.steps {
		steps = append(steps, s.String())
	}
	return strings.Join(steps, "; ")
}

// Display is what the pool holds, with its first classes.
func (p Pool) Display() display.Document {
	d := display.Document{}.Add(display.Facts(p.Fields()))
	if found := p.Found(); found.Layout != "" {
		d = d.Add(display.Facts(found.Fields()))
	}
	if p.Validate() != nil || p.Classes() == 0 {
		return d
	}
	if warnings, err := p.Warnings(); err == nil && len(warnings) > 0 {
		d = d.Add(display.TableOf("Warnings", warnings))
	}
	const few = 5
	header := []string{"class", "name", "superclass", "images"}
	table := display.Rows("The first classes", header, min(few, p.Classes()), func(i int) []any {
		name := p.ClassID(i)
		if words := p.ClassName(i); words != name {
			name += " (" + words + ")"
		}
		return []any{i, name, p.Group(i), p.Count(i)}
	})
	return d.Add(table)
}

// Display is the three parts of the data set.
func (o OmniglotSet) Display() display.Document {
	rows := [][]any{}
	for _, part := range []struct {
		name string
		pool Pool
	}{{"Background()", o.Background()}, {"Evaluation()", o.Evaluation()}, {"All()", o.All()}} {
		rows = append(
			rows,
			[]any{
				part.name,
				part.pool.Classes(),
				len(part.pool.GroupNames()),
				strings.TrimSuffix(part.pool.counts(), " images each"),
			},
		)
	}
	return display.Document{Title: "Omniglot: handwritten characters of 50 alphabets"}.Add(
		display.Table{Header: []string{"part", "classes", "alphabets", "images of a class"}, Rows: rows})
}

// Fields are what a table of contents shows.
func (c Content) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "name",
			Value: c.Name,
		}, {Name: "images", Value: len(c.Labels)}, {Name: "classes", Value: len(c.ClassNames)},
		{Name: "height x width x channels", Value: fmt.Sprintf("%dx%dx%d", c.Height, c.Width, max(1, c.Channels))},
	}
}

// Fields are what a table of drawn pools shows.
func (d Drawn) Fields() []display.Field {
	return []display.Field{
		{Name: "classes", Value: len(d.Classes)},
		{Name: "height x width x channels", Value: fmt.Sprintf("%dx%dx%d", d.Height, d.Width, max(1, d.Channels))},
	}
}

// Display is the classes.
func (d Drawn) Display() display.Document {
	return display.Document{}.Add(display.Facts(d.Fields()), display.TableOf("", d.Classes))
}

// Fields are what a table of drawn classes shows.
func (c DrawnClass) Fields() []display.Field {
	return []display.Field{
		{Name: "class", Value: c.ID},
		{Name: "superclass", Value: c.Group},
		{Name: "images", Value: c.Count},
	}
}

// Fields are what a table of images shows.
func (r Ref) Fields() []display.Field {
	return []display.Field{{Name: "class", Value: r.Class}, {Name: "sample", Value: r.Sample}}
}

// Fields are the distortion, its defaults written out.
func (d Distortion) Fields() []display.Field {
	d = d.withDefaults()
	return []display.Field{
		{Name: "level", Value: d.Level},
		{Name: "images of each class", Value: d.PerClass},
		{Name: "seed", Value: d.Seed},
	}
}
