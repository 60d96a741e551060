package groupdraw

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// Groups shows how many classes of each superclass a draw took, of how many.
func Groups(p pool.Pool, d split.Draw) (chart.Parts, error) {
	if err := p.Validate(); err != nil {
		return chart.Parts{}, err
	}
	if d.Pool != p.Digest() {
		return chart.Parts{}, diversity.Invalid("draw", fmt.Sprintf("of the pool with digest %.12s", d.Pool),
			fmt.Sprintf("a draw of this pool, %.12s", p.Digest()))
	}
	if len(p.GroupNames()) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: the pool has no superclasses, see Pool.GroupedBy", chart.ErrEmpty)
	}
	c := groupChart{draw: d, pool: p.String(), groups: groupsOf(p, d)}
	return chart.Parts{Title: "Classes drawn of each superclass", Caption: c.caption(), Table: c.table(),
		Option: c.option(), Height: c.height()}, nil
}

// group is a superclass of the pool.
type group struct {
	name  string
	drawn []string // names of the classes that were drawn, in the order of the draw
	all   int      // classes
}

// noGroup is called what has no superclass.
const noGroup = "(no superclass)"

// groupsOf counts the classes of the superclasses, in the pool's order.
func groupsOf(p pool.Pool, d split.Draw) []group {
	number, groups := map[string]int{}, []group{}
	at := func(class int) *group {
		name := cmp.Or(p.Group(class), noGroup)
		i, known := number[name]
		if !known {
			i = len(groups)
			number[name], groups = i, append(groups, group{name: name})
		}
		return &groups[i]
	}
	for class := range p.Classes() {
		at(class).all++
	}
	labels := p.ClassLabels()
	for _, class := range d.Classes {
		if class >= 0 && class < len(labels) {
			g := at(class)
			g.drawn = append(g.drawn, strings.TrimPrefix(labels[class], g.name+"/"))
		}
	}
	return groups
}

// groupChart is what [figure.Superclasses] shows.
type groupChart struct {
	draw   split.Draw
	pool   string
	groups []group // in the pool's order
}

// reached counts the superclasses with a class in the draw.
func (c groupChart) reached() int {
	n := 0
	for _, g := range c.groups {
		if len(g.drawn) > 0 {
			n++
		}
	}
	return n
}

// effective is how many superclasses with equally many classes would be as even: the exponential of the entropy of the
// shares of the classes drawn (the Hill number of order 1).
func (c groupChart) effective() float64 {
	entropy := 0.0
	for _, g := range c.groups {
		if share := float64(len(g.drawn)) / float64(len(c.draw.Classes)); share > 0 {
			entropy -= share * math.Log(share)
		}
	}
	return math.Exp(entropy)
}

// byDrawn sorts the superclasses by classes drawn, then by size, then by name.
func (c groupChart) byDrawn() []group {
	sorted := slices.Clone(c.groups)
	slices.SortStableFunc(sorted, func(a, b group) int {
		return cmp.Or(len(b.drawn)-len(a.drawn), b.all-a.all, cmp.Compare(a.name, b.name))
	})
	return sorted
}

func (c groupChart) caption() string {
	choice := "uniformly"
	if c.draw.Choice != "" {
		choice = "by the choice " + kindOf(c.draw.Choice)
	}
	text := fmt.Sprintf("%s drawn %s (%v, seed %d) from %s: they are of %d of %s, as even as %s with equally many "+
		"classes.", wording.Count(len(c.draw.Classes), "class"), choice, c.draw.Size, c.draw.Seed, c.pool, c.reached(),
		wording.Count(len(c.groups), "superclass"), wording.Short(scale.RoundTo(c.effective(), 3)))
	how := "Coloured: classes drawn; grey: the others of the superclass."
	if !c.named() {
		how += " Superclasses from left to right by classes drawn, then by size; the tooltip names them."
	}
	return wording.Sentences(text, how)
}

// kindOf is the kind of a choice as a draw writes it: in JSON, or the name of a function.
func kindOf(choice string) string {
	var of struct{ Kind string }
	if json.Unmarshal([]byte(choice), &of) == nil && of.Kind != "" {
		return of.Kind
	}
	return fmt.Sprintf("%.80s", choice)
}

// table lists the superclasses, those with most classes drawn first.
func (c groupChart) table() string {
	const most = 6 // names of classes
	rows := [][]string{{"superclass", "drawn", "of", "classes"}}
	for _, g := range c.byDrawn() {
		names := strings.Join(g.drawn[:min(most, len(g.drawn))], ", ")
		if more := len(g.drawn) - most; more > 0 {
			names += fmt.Sprintf(" and %d more", more)
		}
		rows = append(rows, []string{g.name, fmt.Sprint(len(g.drawn)), fmt.Sprint(g.all), names})
	}
	return aligned.Rows(rows)
}

// largest is the most classes of a superclass.
func (c groupChart) largest() int {
	return slices.MaxFunc(c.groups, func(a, b group) int { return a.all - b.all }).all
}

// counts is the axis of numbers of classes; its ticks are whole.
func (c groupChart) counts() chart.Axis {
	a := chart.NewAxis("value", "classes of the superclass")
	step := math.Max(1, scale.NiceStep(float64(c.largest())/6))
	a.Min, a.Max, a.Interval = 0, step*math.Ceil(float64(c.largest())/step), step
	return a
}

// words is what a tooltip says of a superclass.
func (g group) words() string {
	return fmt.Sprintf("%s: %d of %s", g.name, len(g.drawn), display.Count(g.all, "class"))
}
