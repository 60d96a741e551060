package display_test

import (
	"fmt"

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
