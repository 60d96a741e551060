package estimate

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity/internal/csvfile"
)

// tableColumn is a column that ReadTable knows.
type tableColumn int

const (
	classesColumn tableColumn = iota
	perClassColumn
	totalColumn
	errorColumn
	repeatColumn
	seedColumn
	runColumn
	taskColumn
	probeColumn
	controlColumn
	accuracyColumn
	sourcesColumn // by an option only
	tableColumns  // their number
)

// names are those under which a column goes: words in any case, letters as they are.
func (c tableColumn) names() []string {
	return [tableColumns][]string{
		classesColumn:  {"K", "classes"},
		perClassColumn: {"n", "per_class"},
		totalColumn:    {"N", "total"},
		errorColumn:    {"error"},
		repeatColumn:   {"repeat"},
		seedColumn:     {"seed"},
		runColumn:      {"run"},
		taskColumn:     {"task"},
		probeColumn:    {"probe"},
		controlColumn:  {"control"},
		accuracyColumn: {"accuracy"},
	}[c]
}

// is reports whether the header of a column says that it is this one.
func (c tableColumn) is(header string) bool {
	return slices.ContainsFunc(c.names(), func(name string) bool {
		return header == name || len(name) > 1 && strings.EqualFold(header, name)
	})
}

// otherClasses is a second-best name for the number of classes: k often is the number of shots.
const otherClasses = "k"

// isTableColumn tells the headers that ReadTable looks for.
func isTableColumn(header string) bool {
	for c := range tableColumns {
		if c.is(header) {
			return true
		}
	}
	return header == otherClasses
}

// positionsOf finds the columns in a header; -1 for those that it lacks.
func positionsOf(header []string) (positions [tableColumns]int, err error) {
	for c := range tableColumns {
		if positions[c], err = columnNamed(header, c.is); err != nil {
			return positions, err
		}
	}
	if positions[classesColumn] < 0 {
		if positions[classesColumn], err = columnNamed(header,
			func(name string) bool { return name == otherClasses }); err != nil {
			return positions, err
		}
	}
	return positions, checkPositions(header, positions)
}

// columnNamed finds the only column whose header is one.
func columnNamed(header []string, is func(string) bool) (int, error) {
	position := slices.IndexFunc(header, is)
	if position < 0 {
		return position, nil
	}
	if second := slices.IndexFunc(header[position+1:], is); second >= 0 {
		second += position + 1
		return 0, fmt.Errorf("the columns %q (number %d) and %q (number %d) say the same: leave one out, or name it otherwise",
			header[position], position+1, header[second], second+1)
	}
	return position, nil
}

// checkPositions demands the error, and two of K, n and N.
func checkPositions(header []string, positions [tableColumns]int) error {
	have := func(c tableColumn) bool { return positions[c] >= 0 }
	missing := ""
	switch {
	case !have(errorColumn) && !have(accuracyColumn):
		missing = "error or accuracy"
	case !have(classesColumn) && !(have(perClassColumn) && have(totalColumn)):
		missing = "K or classes"
	case !have(perClassColumn) && !have(totalColumn):
		missing = "n or per_class (or N, the total)"
	default:
		return nil
	}
	var shown []string
	for _, name := range header[:min(len(header), 30)] {
		shown = append(shown, csvfile.Shorten(name))
	}
	return fmt.Errorf("no column %s among %q%s: TableOptions.Groups, PerGroup, Total and Score say what yours are called", missing,
		shown, nameless(header))
}

// nameless says what a header of numbers is.
func nameless(header []string) string {
	isNumber := func(name string) bool { return name != "" && strings.Trim(name, "0123456789.,+-eE") == "" }
	if slices.ContainsFunc(header, isNumber) {
		return ": is the header missing?"
	}
	return ""
}
