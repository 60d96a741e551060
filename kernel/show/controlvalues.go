package show

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/cell/protocol"
)

// Values are what the controls of [Interact] are set to. Asking for a name that no control has gives a zero value, and
// Interact reports it in place of the figure.
type Values struct {
	list   []Control
	panels []protocol.Control // of the list
	at     []int              // positions
	wrong  *error             // the first name that was asked for in vain
}

// valuesOf checks the controls and sets them to their starts.
func valuesOf(list []Control) (Values, error) {
	if len(list) == 0 {
		return Values{}, diversity.Invalid("controls", "empty", "at least 1 control")
	}
	v := Values{list: list, wrong: new(error)}
	names := map[string]bool{}
	for i, c := range list {
		if c == nil {
			return Values{}, diversity.Invalid(fmt.Sprintf("controls[%d]", i), "nil", "a Range or a Choice")
		}
		if err := c.Validate(); err != nil {
			return Values{}, err
		}
		p := c.panel()
		if names[p.Name] {
			return Values{}, diversity.Invalid(fmt.Sprintf("controls[%d]", i), fmt.Sprintf("the name %q", p.Name),
				"names that occur once")
		}
		names[p.Name] = true
		v.panels, v.at = append(v.panels, p), append(v.at, p.At)
	}
	return v, nil
}

// moved returns the values at other positions; ok is false for what a front end cannot have meant.
func (v Values) moved(at []int) (moved Values, ok bool) {
	if len(at) != len(v.at) {
		return v, false
	}
	for i, position := range at {
		if position < 0 || position >= len(v.panels[i].Labels) {
			return v, false
		}
	}
	v.at, v.wrong = at, new(error)
	return v, true
}

func (v Values) index(name string) int {
	for i, p := range v.panels {
		if p.Name == name {
			return i
		}
	}
	if v.wrong != nil && *v.wrong == nil {
		*v.wrong = diversity.Invalid("name of a control", fmt.Sprintf("%q", name), "one of "+v.String())
	}
	return -1
}

// Number is the number at which a [Range] stands; of a [Choice] it is the index of the option.
func (v Values) Number(name string) float64 {
	i := v.index(name)
	if i < 0 {
		return 0
	}
	return v.list[i].number(v.at[i])
}

// Int is Number, rounded to a whole number.
func (v Values) Int(name string) int { return int(math.Round(v.Number(name))) }

// Text is the option that is chosen in a [Choice]; of a [Range] it is the number as it is shown.
func (v Values) Text(name string) string {
	i := v.index(name)
	if i < 0 {
		return ""
	}
	return v.panels[i].Labels[v.at[i]]
}

// String is one line: "budget N = 1024, law = tied".
func (v Values) String() string {
	var parts []string
	for i, p := range v.panels {
		parts = append(parts, p.Name+" = "+p.Labels[v.at[i]])
	}
	return strings.Join(parts, ", ")
}
