package split

import (
	"fmt"

	"tradeoff/diversity/display"
)

// Fields are what a table of tasks shows.
func (t Task) Fields() []display.Field {
	ways := any("all")
	if t.Ways > 0 {
		ways = t.Ways
	}
	return []display.Field{
		{Name: "task", Value: t.Name}, {Name: "classes", Value: ways}, {Name: "training", Value: t.Shots},
		{
			Name:  "validation",
			Value: t.Validation,
		}, {Name: "test", Value: t.Test}, {Name: "episodes", Value: t.Episodes},
		{Name: "from", Value: t.Pool},
	}
}

// Display is what the task asks, in words.
func (t Task) Display() display.Document {
	ways := "all classes"
	if t.Ways > 0 {
		ways = fmt.Sprintf("%d classes", t.Ways)
	}
	if t.WithinGroups {
		ways += " of one superclass"
	}
	facts := display.Facts{
		{Name: "classes of an episode", Value: ways},
		{
			Name:  "images of a class",
			Value: fmt.Sprintf("%d training, %d validation, %d test", t.Shots, t.Validation, t.Test),
		},
		{Name: "episodes", Value: t.Episodes}, {Name: "from", Value: t.Pool}, {Name: "seed", Value: t.Seed},
	}
	if t.AllowSharedImages != "" {
		facts = append(facts, display.Field{Name: "may share images with pre-training", Value: t.AllowSharedImages})
	}
	return display.Document{Title: "task " + t.Name}.Add(facts)
}

// Fields are what a table of draws shows.
func (d Draw) Fields() []display.Field {
	fields := []display.Field{
		{Name: "K", Value: d.Size.Classes}, {Name: "n", Value: d.Size.PerClass}, {Name: "N", Value: d.Size.Total()},
		{Name: "seed", Value: d.Seed}, {Name: "nested", Value: d.Nested}, {Name: "pool", Value: display.Hash(d.Pool)},
		{Name: "draw", Value: display.Hash(d.Hash())},
	}
	if d.Choice != "" {
		fields = append(fields, display.Field{Name: "choice of classes", Value: fmt.Sprintf("%.100s", d.Choice)})
	}
	if d.SampleChoice != "" {
		fields = append(fields, display.Field{Name: "choice of images", Value: fmt.Sprintf("%.100s", d.SampleChoice)})
	}
	return fields
}

// Display is the size with the classes and images drawn.
func (d Draw) Display() display.Document {
	table := display.Rows(
		"Numbers of the pool's classes and images, in the order of the draw",
		[]string{"", "class", "images"},
		min(
			len(d.Classes),
			len(d.Samples),
		),
		func(i int) []any { return []any{i + 1, d.Classes[i], numbers(d.Samples[i])} },
	)
	return display.Document{Title: "pre-training set"}.Add(display.Facts(d.Fields()), table)
}

// numbers writes the first numbers of a list.
func numbers(list []int) string {
	const most = 16
	text := ""
	for i, number := range list[:min(most, len(list))] {
		if i > 0 {
			text += " "
		}
		text += fmt.Sprint(number)
	}
	if len(list) > most {
		text += fmt.Sprintf(" and %d more", len(list)-most)
	}
	return text
}

// Fields are what a table of episodes shows.
func (e Episode) Fields() []display.Field {
	return []display.Field{
		{Name: "classes", Value: len(e.Classes)}, {Name: "training images", Value: len(e.Train.Refs)},
		{Name: "validation images", Value: len(e.Validation.Refs)}, {Name: "test images", Value: len(e.Test.Refs)},
		{Name: "numbers of the classes", Value: numbers(e.Classes)},
	}
}

// Fields are what a table of parts shows.
func (p Part) Fields() []display.Field {
	return []display.Field{{Name: "images", Value: len(p.Refs)}, {Name: "labels", Value: len(p.Labels)}}
}

// Display is the images with their labels.
func (p Part) Display() display.Document {
	header := []string{"label", "class", "sample"}
	return display.Document{}.Add(display.Rows("", header, min(len(p.Refs), len(p.Labels)), func(i int) []any {
		return []any{p.Labels[i], p.Refs[i].Class, p.Refs[i].Sample}
	}))
}
