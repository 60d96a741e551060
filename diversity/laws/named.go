package laws

import (
	"slices"
	"strings"

	"tradeoff/diversity"
)

// withTotal ends the names of laws with a term of N.
const withTotal = " + N"

// All are the laws of this package, each as it stands without settings, and [Tied] with the exponent 1/2.
func All() []Law {
	return []Law{Tied{}, Tied{Exponent: 0.5}, Untied{}, Capped{}, Pooled{}, Flat{}, Nested{}, Saturating{}, Reliability{},
		Interacting{}, Bent{}, Bent{Of: "K"}, TwoStep{}}
}

// Names are those of [All].
func Names() []string {
	var names []string
	for _, law := range All() {
		names = append(names, law.Name())
	}
	return names
}

// Named is the law with a name, one of [Names] or such a name with " + N" behind it for [WithTotal]. The error lists
// the names.
func Named(name string) (Law, error) {
	if inner, found := strings.CutSuffix(name, withTotal); found {
		law, err := Named(inner)
		return WithTotal{Law: law}, err
	}
	if i := slices.Index(Names(), name); i >= 0 {
		return All()[i], nil
	}
	return nil, diversity.Invalid("law", name, strings.Join(Names(), ", ")+`, each perhaps with "`+withTotal+`"`)
}
