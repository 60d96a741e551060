package photographs

import (
	"fmt"
	"strconv"
	"strings"

	"tradeoff/diversity"
)

// ParseSizes reads budgets with their numbers of classes, "600: 4 15 150; 1200: 4 15 150". Every K has to divide its
// budget N, so that N = K n exactly. Errors wrap diversity.ErrInvalid and name the number.
func ParseSizes(text string) ([]diversity.Size, error) {
	var sizes []diversity.Size
	for _, group := range strings.Split(text, ";") {
		first, rest, found := strings.Cut(group, ":")
		if strings.TrimSpace(group) == "" {
			continue
		}
		if !found {
			return nil, diversity.Invalid("sizes", fmt.Sprintf("%q", group), `a budget, ":" and numbers of classes`)
		}
		budget, err := number("budget", first)
		if err != nil {
			return nil, err
		}
		for _, word := range strings.Fields(rest) {
			classes, err := number("number of classes", word)
			if err != nil {
				return nil, err
			}
			if budget%classes != 0 {
				return nil, diversity.Invalid("number of classes", classes, fmt.Sprintf("a divisor of the budget %d", budget))
			}
			sizes = append(sizes, diversity.Size{Classes: classes, PerClass: budget / classes})
		}
	}
	if len(sizes) == 0 {
		return nil, diversity.Invalid("sizes", fmt.Sprintf("%q", text), `sizes such as "600: 4 15 150"`)
	}
	return sizes, nil
}

func number(what, word string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(word))
	if err != nil || n < 1 {
		return 0, diversity.Invalid(what, fmt.Sprintf("%q", word), "a whole number of at least 1")
	}
	return n, nil
}
