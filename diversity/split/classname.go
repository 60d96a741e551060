package split

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"tradeoff/diversity/pool"
)

// className is what the name of a class says about which class it is.
type className struct {
	shown   string // as the pool has it
	wordNet string // its id in WordNet, "n01234567"; "" if it has none
	full    string // the path, normalised, without the folders of splits
	leaf    string // the last part of it
	grouped bool   // whether the path has more parts than that
}

var (
	turnSuffix    = regexp.MustCompile(`@(90|180|270)$`)
	wordNetID     = regexp.MustCompile(`(?:^|[^a-z0-9])(n[0-9]{8})(?:[^a-z0-9]|$)`)
	runningNumber = regexp.MustCompile(`^[^0-9]*[0-9]+$`)
)

// splitFolders are folders that part the images of the same classes, or just hold them: never superclasses.
var splitFolders = []string{"train", "training", "trainset", "val", "valid", "validation", "valset", "test", "testing",
	"testset", "eval", "evaluation", "dev", "holdout", "images", "imgs", "data"}

// parseName reads the name of a class. Names that differ in the form of accented letters (Unicode NFC or NFD), in
// case, in blanks for underscores, or in the suffix of a turned class are the same name. What [pool.Pool.Named] put
// before a name belongs to all of its parts.
func parseName(shown string) className {
	fold := cases.Fold()
	text := norm.NFC.String(fold.String(norm.NFC.String(turnSuffix.ReplaceAllString(shown, ""))))
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '_' || r == ' ' }), " ")
	parts := strings.Split(strings.Trim(text, "/"), "/")
	colon := strings.LastIndex(parts[0], ":") + 1
	prefix := parts[0][:colon]
	parts[0] = parts[0][colon:]
	last := len(parts) - 1
	isSplit := func(s string) bool { return slices.Contains(splitFolders, s) }
	groups := slices.DeleteFunc(slices.Clone(parts[:last]), isSplit)
	name := className{shown: shown, leaf: prefix + parts[last], grouped: len(groups) > 0}
	name.full = prefix + strings.Join(append(groups, parts[last]), "/")
	if found := wordNetID.FindStringSubmatch(parts[last]); found != nil {
		name.wordNet = found[1]
	}
	return name
}

// isNumbered tells leaf names that say nothing without their superclass, such as "character01".
func (n className) isNumbered() bool { return runningNumber.MatchString(n.leaf) }

// nameIndex finds the classes of a pool by name.
type nameIndex struct {
	byWordNet map[string]className
	byLeaf    map[string][]className // of different full names
}

func indexNames(p pool.Pool) nameIndex {
	index := nameIndex{map[string]className{}, map[string][]className{}}
	for _, name := range namesOf(p) {
		if name.wordNet != "" {
			index.byWordNet[name.wordNet] = name
		}
		same := func(other className) bool { return other.full == name.full && other.wordNet == name.wordNet }
		if !slices.ContainsFunc(index.byLeaf[name.leaf], same) {
			index.byLeaf[name.leaf] = append(index.byLeaf[name.leaf], name)
		}
	}
	return index
}

// namesOf lists the different names of all classes of a pool: their identities, those of the members of classes put
// together, and what the classes are called.
func namesOf(p pool.Pool) []className {
	var names []className
	seen := map[string]bool{}
	for class := range p.Classes() {
		for _, shown := range append(p.BaseIDs(class), p.BaseID(class), p.ClassID(class)) {
			if shown = turnSuffix.ReplaceAllString(shown, ""); !seen[shown] {
				seen[shown] = true
				names = append(names, parseName(shown))
			}
		}
	}
	return names
}

// find returns the name of a class that is the same as one of another pool.
func (x nameIndex) find(name className, others nameIndex) (className, bool) {
	if same, found := x.byWordNet[name.wordNet]; found {
		return same, true
	}
	for _, candidate := range x.byLeaf[name.leaf] {
		ambiguous := x.isAmbiguous(name.leaf) || others.isAmbiguous(name.leaf)
		if sameClass(candidate, name, ambiguous) {
			return candidate, true
		}
	}
	return className{}, false
}

// isAmbiguous reports whether a pool has several classes of one leaf name, below different superclasses.
func (x nameIndex) isAmbiguous(leaf string) bool {
	grouped := 0
	for _, name := range x.byLeaf[leaf] {
		if name.grouped {
			grouped++
		}
	}
	return grouped > 1
}

// sameClass judges two names with one leaf. The superclass counts only where the leaf alone is no name: where one pool
// uses it twice, or where it is a number.
func sameClass(a, b className, ambiguous bool) bool {
	switch {
	case a.wordNet != "" && b.wordNet != "":
		return a.wordNet == b.wordNet
	case a.full == b.full || !a.grouped || !b.grouped:
		return true
	}
	return !ambiguous && !a.isNumbered()
}
