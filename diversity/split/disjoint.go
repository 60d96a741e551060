package split

import (
	"errors"
	"fmt"
	"strings"

	"tradeoff/diversity/pool"
)

// ErrOverlap is wrapped by the error of [CheckDisjoint].
var ErrOverlap = errors.New("split: tasks share classes with pre-training")

const overlapsShown = 3

// CheckDisjoint returns an error wrapping [ErrOverlap] if a class of a task's pool is also a class of the pre-training
// pool, as told by its BaseID: a turned character is the same class. The error names some shared classes of each task.
// Use [pool.Pool.Named] where two sources call different classes by the same name.
func CheckDisjoint(p pool.Pool, tasks []Task) error {
	if err := p.Validate(); err != nil {
		return err
	}
	known := map[string]bool{}
	for class := range p.Classes() {
		known[p.BaseID(class)] = true
	}
	var overlaps []string
	for _, task := range tasks {
		if err := task.Pool.Validate(); err != nil {
			return fmt.Errorf("task %q: %w", task.Name, err)
		}
		if shared := sharedClasses(known, task.Pool); len(shared) > 0 {
			overlaps = append(overlaps, describeOverlap(task.Name, shared))
		}
	}
	if len(overlaps) > 0 {
		return fmt.Errorf("%w: %s", ErrOverlap, strings.Join(overlaps, "; "))
	}
	return nil
}

func sharedClasses(known map[string]bool, p pool.Pool) []string {
	var shared []string
	seen := map[string]bool{}
	for class := range p.Classes() {
		if base := p.BaseID(class); known[base] && !seen[base] {
			seen[base] = true
			shared = append(shared, base)
		}
	}
	return shared
}

func describeOverlap(task string, shared []string) string {
	names := strings.Join(shared[:min(overlapsShown, len(shared))], ", ")
	if len(shared) > overlapsShown {
		names += ", ..."
	}
	return fmt.Sprintf("task %q shares %d: %s", task, len(shared), names)
}
