package display_test

import (
	"fmt"

	"math"

	"tradeoff/diversity/display"
)

// Trial is a type of one's own. Lists of it are tables, since it has Fields; a cell that ends in one shows Display.
type Trial struct {
	Name  string
	Wrong int
	Of    int
}

// Fields are the columns of a table of trials.
func (t Trial) Fields() []display.Field {
	return []display.Field{{Name: "trial", Value: t.Name},
		{Name: "error %", Value: display.Percent(float64(t.Wrong) / float64(t.Of))}}
}

// Display says in words what was found.
func (t Trial) Display() display.Document {
	return display.Document{Title: "trial " + t.Name}.Add(
		display.Card{Outcome: display.Supported, Claim: "fewer than half are wrong",
			Answer: fmt.Sprintf("%d of %d are.", t.Wrong, t.Of)})
}

// A cell that ends in trials, or in []Trial, shows them as a table.
func ExampleTableOf() {
	table := display.TableOf("Trials", []Trial{{"first", 1, 8}, {"second", 3, 8}})
	fmt.Println(table.Title, table.Header)
	for _, row := range table.Rows {
		fmt.Println(row...)
	}
	// Output:
	// Trials [trial error %]
	// first 12.5
	// second 37.5
}

// A cell that ends in one trial shows its document.
func ExampleValue() {
	var value display.Value = Trial{"first", 1, 8}
	fmt.Printf("%+v\n", value.Display())
	// Output: {Title:trial first Parts:[{Outcome:consistent Claim:fewer than half are wrong Answer:1 of 8 are.}]}
}

func ExampleHash() {
	fmt.Println(display.Hash("3f9a01c4d2e86b57"), display.Hash("a name"), display.Points(0.0042),
		display.PercentRange(0.121, 0.14))
	// Output: 3f9a01c4 a name 0.42 12.1 .. 14.0
}

func ExampleWarnings() {
	fmt.Println(display.Document{}.Add(display.Warnings([]string{"few runs", "one budget"})...).Parts)
	// Output: [few runs one budget]
}

func ExampleFactsOf() {
	fmt.Printf("%+v\n", display.FactsOf("First trial", Trial{"first", 1, 8}))
	// Output: {Title:First trial Parts:[[{Name:trial Value:first} {Name:error % Value:12.5}]]}
}

func ExampleYesNo() {
	fmt.Println(display.YesNo(true), display.YesNo(false))
	// Output: yes no
}

// What is not known is a blank cell, and not a number.
func ExampleKnown() {
	fmt.Println(display.Known(0.25), display.Known(math.NaN()))
	// Output: 0.25 <nil>
}

func ExampleRange() {
	fmt.Println(display.Range(12.1, 80), display.Range(12.1, math.Inf(1)))
	// Output: 12.1 .. 80 12.1 .. unbounded
}

func ExamplePercentRange() {
	fmt.Println(display.PercentRange(0.121, 0.14))
	// Output: 12.1 .. 14.0
}

// Of a long table the first and the last rows are shown.
func ExampleShown() {
	fmt.Println(display.Shown(10))
	fmt.Println(display.Shown(10_000))
	// Output:
	// 10 0
	// 20 10
}

func ExampleRows() {
	squares := display.Rows("Squares", []string{"x", "x^2"}, 3, func(i int) []any { return []any{i, i * i} })
	fmt.Println(squares.Header, squares.Rows)
	// Output: [x x^2] [[0 0] [1 1] [2 4]]
}

// A column that is blank in all records is left out.
func ExampleRecords() {
	trials := []Trial{{"", 1, 8}, {"", 3, 8}}
	table := display.Records("Trials", len(trials), func(i int) []display.Field { return trials[i].Fields() })
	fmt.Println(table.Header, table.Rows)
	// Output: [error %] [[12.5] [37.5]]
}

func ExampleCount() {
	fmt.Println(display.Count(1, "budget"), display.Count(3, "class"), display.Count(0, "study"))
	// Output: 1 budget 3 classes 0 studies
}

func ExamplePlural() {
	fmt.Println(1, display.Plural(1, "class"), 3, display.Plural(3, "class"), 0, display.Plural(0, "image"))
	// Output: 1 class 3 classes 0 images
}

func ExamplePrintable() {
	fmt.Println(display.Printable("cat\x1b[2J\n"))
	// Output: cat\x1b[2J\n
}

func ExamplePrintableLines() {
	fmt.Println(display.PrintableLines("cat\ndog\a"))
	// Output:
	// cat
	// dog\a
}
