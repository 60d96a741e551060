package split

import (
	"fmt"
	"strings"
)

// String reads `plain: 10 episodes of 20 classes, of one superclass each; 10 training and 10 test images of a class;
// from ...`.
func (t Task) String() string {
	ways := "all classes"
	if t.Ways > 0 {
		ways = fmt.Sprintf("%d classes", t.Ways)
	}
	if t.WithinGroups {
		ways += ", of one superclass each"
	}
	parts := []string{fmt.Sprintf("%d training", t.Shots)}
	if t.Validation > 0 {
		parts = append(parts, fmt.Sprintf("%d validation", t.Validation))
	}
	return fmt.Sprintf("%s: %d episodes of %s; %s and %d test images of a class; from %v",
		t.Name, t.Episodes, ways, strings.Join(parts, ", "), t.Test, t.Pool)
}
