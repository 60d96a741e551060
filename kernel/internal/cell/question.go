package cell

import (
	"regexp"
	"strings"
)

var (
	before = regexp.MustCompile(`^\?{1,2}\s*(\w+(?:\.\w+)*)$`)
	behind = regexp.MustCompile(`^(\w+(?:\.\w+)*)\s*\?{1,2}$`)
)

// Question recognises a cell that asks for the documentation of a name, "?name" or "name?", as in other kernels.
func Question(code string) (name string, ok bool) {
	code = strings.TrimSpace(code)
	for _, pattern := range []*regexp.Regexp{before, behind} {
		if found := pattern.FindStringSubmatch(code); found != nil {
			return found[1], true
		}
	}
	return "", false
}
