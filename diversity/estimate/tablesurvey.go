package estimate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity/internal/csvfile"
)

// layout is what a first look at a table finds.
type layout struct {
	positions [tableColumns]int
	scale     Scale
	notes     []string
}

// survey finds the columns and looks at their numbers.
func survey(in *csvfile.Table, o TableOptions) (layout, error) {
	l, err := layoutOf(in.Header, o)
	if err != nil {
		return l, &csvfile.ContentError{Line: in.Line(), Err: err}
	}
	groups, perGroup, scores := newRange(), newRange(), newRange()
	score := scoreColumn(l.positions)
	if err := directed(in.Header[l.positions[score]], o); err != nil {
		return l, &csvfile.ContentError{Line: in.Line(), Err: err}
	}
	for {
		cells, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return l, err
		}
		groups.look(in, cells, l.positions[classesColumn])
		perGroup.look(in, cells, l.positions[perClassColumn])
		scores.look(in, cells, l.positions[score])
	}
	if err := l.setUnits(groups, perGroup); err != nil {
		return l, err
	}
	if err := l.setScore(in.Header[l.positions[score]], scores, o); err != nil {
		return l, &csvfile.ContentError{Line: scores.lineOfHighest, Err: err}
	}
	return l, nil
}

// layoutOf finds the columns: by the options, by the names of ReadTable, else by guess, which is noted.
func layoutOf(header []string, o TableOptions) (layout, error) {
	var l layout
	for c := range tableColumns {
		l.positions[c] = -1
		if at, err := columnNamed(header, c.is); err == nil {
			l.positions[c] = at
		} else if o.nameFor(c) == "" {
			return l, err
		}
	}
	for _, c := range []tableColumn{classesColumn, sourcesColumn, perClassColumn, totalColumn, errorColumn} {
		if err := l.place(header, c, o.nameFor(c)); err != nil {
			return l, err
		}
	}
	if err := l.guess(header); err != nil {
		return l, err
	}
	if err := l.checkSources(header, o); err != nil {
		return l, err
	}
	return l, checkPositions(header, l.positions)
}

// nameFor is what an option says of a column; the score is first taken for an error.
func (o TableOptions) nameFor(c tableColumn) string {
	switch c {
	case classesColumn:
		return o.Groups
	case perClassColumn:
		return o.PerGroup
	case sourcesColumn:
		return o.Sources
	case totalColumn:
		return o.Total
	case errorColumn, accuracyColumn:
		return o.Score
	}
	return ""
}

// place puts a column where an option says.
func (l *layout) place(header []string, c tableColumn, name string) error {
	if name == "" {
		return nil
	}
	at, err := columnNamed(header, func(h string) bool { return h == name })
	if err == nil && at < 0 {
		at, err = columnNamed(header, func(h string) bool { return plainName(h) == plainName(name) })
	}
	switch {
	case err != nil:
		return err
	case at < 0:
		return fmt.Errorf("no column %q among %q", csvfile.Shorten(name), shortNames(header))
	}
	for other := range tableColumns { // what is named is nothing else, K of a table of participants for one
		if l.positions[other] == at {
			l.positions[other] = -1
		}
	}
	l.positions[c] = at
	switch c {
	case errorColumn:
		l.positions[accuracyColumn] = -1
		l.scale.Score = header[at]
	case classesColumn:
		l.scale.Groups = wordOf(header[at])
	case perClassColumn:
		l.scale.PerGroup = wordOf(header[at])
	case sourcesColumn:
		l.scale.Sources = wordOf(header[at])
	}
	return nil
}

// wordOf is a header as a word of a sentence: "Scan time (min)" is "scan time", "minutes/subject" is "minutes".
func wordOf(header string) string {
	switch {
	case classesColumn.is(header), header == otherClasses, perClassColumn.is(header):
		return ""
	}
	name := plainName(header)
	if items, _ := ofEach(header); items != "" {
		name = items
	}
	word := strings.TrimPrefix(strings.ReplaceAll(name, "_", " "), "n ")
	return strings.TrimPrefix(word, "num ")
}

// guess looks for what is missing by the names of other fields.
func (l *layout) guess(header []string) error {
	have := func(c tableColumn) bool { return l.positions[c] >= 0 }
	lists := []struct {
		column tableColumn
		needed bool
		is     func(name string) bool
		option string
	}{
		{classesColumn, !have(classesColumn), func(n string) bool {
			return slices.Contains(groupNames, plainName(n)) || plainName(n) == otherClasses
		}, "Groups"},
		{perClassColumn, !have(perClassColumn) && !have(totalColumn),
			countsItems, "PerGroup"},
		{errorColumn, !have(errorColumn) && !have(accuracyColumn),
			func(n string) bool { return kindOfScore(n) != unknownScore }, "Score"},
	}
	var said []string
	for _, look := range lists {
		if !look.needed {
			continue
		}
		var found []int
		for i, name := range header {
			if i != l.positions[sourcesColumn] && look.is(name) {
				found = append(found, i)
			}
		}
		if len(found) > 1 {
			return fmt.Errorf("the columns %q and %q may both be meant: say which (TableOptions.%s)", header[found[0]],
				header[found[1]], look.option)
		}
		if len(found) == 0 {
			continue
		}
		if err := l.place(header, look.column, header[found[0]]); err != nil {
			return err
		}
		said = append(said, fmt.Sprintf("%q as %s", header[found[0]],
			map[tableColumn]string{classesColumn: "K, the number of groups",
				perClassColumn: l.ofEach(), errorColumn: "the score"}[look.column]))
	}
	if said != nil {
		l.notes = append(l.notes, "By its header the table was read with "+strings.Join(said, ", ")+".")
	}
	return nil
}

// checkSources demands all three counts where there are three levels; a total is then none of K n.
func (l *layout) checkSources(header []string, o TableOptions) error {
	if o.Sources == "" {
		return nil
	}
	l.scale.Sources = cmp.Or(l.scale.Sources, "sources")
	l.positions[totalColumn] = -1
	if l.positions[classesColumn] < 0 || l.positions[perClassColumn] < 0 {
		return fmt.Errorf("groups of sources (TableOptions.Sources) need columns of groups and of items of each source among %q: name them (TableOptions.Groups and PerGroup)",
			shortNames(header))
	}
	return nil
}

// ofEach says what n is.
func (l *layout) ofEach() string {
	if l.positions[sourcesColumn] >= 0 {
		return "n of each source"
	}
	return "n of each group"
}

func shortNames(header []string) []string {
	var shown []string
	for _, name := range header[:min(len(header), 30)] {
		shown = append(shown, csvfile.Shorten(name))
	}
	return shown
}

// valueRange is what there is in a column.
type valueRange struct {
	low, high     float64
	least         float64 // above 0
	lineOfHighest int
	decimals      int // most digits behind the point
	values        int
	small         int // how many of them are above 0 and at most 1
}

func newRange() valueRange {
	return valueRange{low: math.Inf(1), least: math.Inf(1), high: math.Inf(-1)}
}

// look takes a cell that is a number; the second reading refuses others with their line.
func (v *valueRange) look(in *csvfile.Table, cells []string, column int) {
	if column < 0 {
		return
	}
	text := strings.TrimSpace(cells[column])
	value, err := in.Number(text)
	if err != nil {
		return
	}
	v.values++
	v.low = min(v.low, value)
	if value > 0 {
		v.least = min(v.least, value)
	}
	if value > v.high {
		v.high, v.lineOfHighest = value, in.Line()
	}
	if value > 0 && value <= 1 {
		v.small++
	}
	if at := strings.IndexAny(text, ".,"); at >= 0 && !strings.ContainsAny(text, "eE") {
		v.decimals = max(v.decimals, len(strings.TrimRight(text[at+1:], "0")))
	}
	if value != math.Trunc(value) && v.decimals == 0 {
		v.decimals = mostDecimals
	}
}
